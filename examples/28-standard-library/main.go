// The standard library at work: texts and encodings, files and archives, cryptography, processes, sockets, HTTP/1.1,
// TLS and HTTP/2.
package main

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/csv"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"math/big"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"
	"text/template"
	"time"
)

type Book struct {
	Title  string    `json:"title" xml:"title"`
	Year   int       `json:"year" xml:"year,attr"`
	Tags   []string  `json:"tags,omitempty" xml:"tags>tag"`
	Bought time.Time `json:"bought" xml:"bought"`
}

var book = Book{"The Go Book", 2015, []string{"go", "book"}, time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func texts() {
	count := map[string]int{}
	for word := range strings.FieldsSeq("the quick fox and the lazy dog and the cat") {
		count[word]++
	}
	words := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		if d := count[b] - count[a]; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	fmt.Println("words:", words)
	date := regexp.MustCompile(`(\d{4})-(\d\d)-(\d\d)`)
	fmt.Println("regexp:", date.ReplaceAllString("from 2024-02-29 on", "$3.$2.$1"))
	u, err := url.Parse("https://user@example.org:8080/a%20b?q=1&q=2#top")
	check(err)
	fmt.Println("url:", u.Hostname(), u.Port(), u.Path, u.Query()["q"], u.Fragment)
	berlin, err := time.LoadLocation("Europe/Berlin")
	check(err)
	fmt.Println("time:", book.Bought.In(berlin).Format(time.RFC1123Z), book.Bought.Add(36*time.Hour).Weekday())
	fmt.Println("big:", new(big.Int).Exp(big.NewInt(2), big.NewInt(100), nil))
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "table:\tname\tyear\n\t%s\t%d\n", book.Title, book.Year)
	check(w.Flush())
	check(template.Must(template.New("").Parse("template: {{range $i, $t := .Tags}}{{if $i}}, {{end}}{{$t | printf \"%q\"}}{{end}}\n")).Execute(os.Stdout, book))
	check(htmltemplate.Must(htmltemplate.New("").Parse("html: <a title='{{.}}'>{{.}}</a>\n")).Execute(os.Stdout, "<b>'x'</b>"))
}

func encodings() {
	j, err := json.Marshal(book)
	check(err)
	fmt.Println("json:", string(j))
	var back Book
	check(json.Unmarshal(j, &back))
	fmt.Println("json back:", back.Title == book.Title && back.Bought.Equal(book.Bought))
	x, err := xml.Marshal(book)
	check(err)
	fmt.Println("xml:", string(x))
	var buf bytes.Buffer
	check(gob.NewEncoder(&buf).Encode(book))
	var fromGob Book
	check(gob.NewDecoder(&buf).Decode(&fromGob))
	fmt.Println("gob back:", fromGob.Tags)
	rows, err := csv.NewReader(strings.NewReader("a,\"b,c\"\n1,2\n")).ReadAll()
	check(err)
	fmt.Printf("csv: %q\n", rows)
	fmt.Println("base64:", base64.StdEncoding.EncodeToString([]byte("any carnal pleas")))
	fmt.Println("binary:", hex.EncodeToString(binary.BigEndian.AppendUint32(nil, 0xcafe)))
}

func ciphers() {
	sum := sha256.Sum256([]byte("abc"))
	fmt.Printf("sha256: %x\n", sum[:8])
	mac := hmac.New(sha256.New, []byte("key"))
	mac.Write([]byte("message"))
	fmt.Printf("hmac: %x\n", mac.Sum(nil)[:8])
	block, err := aes.NewCipher(sum[:])
	check(err)
	gcm, err := cipher.NewGCM(block)
	check(err)
	nonce := make([]byte, gcm.NonceSize())
	sealed := gcm.Seal(nil, nonce, []byte("secret"), nil)
	opened, err := gcm.Open(nil, nonce, sealed, nil)
	fmt.Printf("aes-gcm: %x %s %v\n", sealed[:6], opened, err)
	sealed[0] ^= 1
	_, err = gcm.Open(nil, nonce, sealed, nil)
	fmt.Println("aes-gcm, changed:", err)
	key := ed25519.NewKeyFromSeed(sum[:])
	signature := ed25519.Sign(key, []byte("text"))
	fmt.Println("ed25519:", ed25519.Verify(key.Public().(ed25519.PublicKey), []byte("text"), signature))
}

func files() {
	dir, err := os.MkdirTemp("", "example")
	check(err)
	defer os.RemoveAll(dir)
	check(os.MkdirAll(filepath.Join(dir, "a/b"), 0o755))
	check(os.WriteFile(filepath.Join(dir, "a/b/hello.txt"), []byte("hello\n"), 0o600))
	check(fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		fmt.Println("walk:", path, d.IsDir())
		return err
	}))
	_, err = os.Open(filepath.Join(dir, "none"))
	fmt.Println("open:", errors.Is(err, fs.ErrNotExist))
	var archive bytes.Buffer
	zw := zip.NewWriter(&archive)
	check(zw.AddFS(os.DirFS(dir)))
	check(zw.Close())
	zr, err := zip.NewReader(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
	check(err)
	text, err := fs.ReadFile(zr, "a/b/hello.txt")
	check(err)
	fmt.Printf("zip: %d entries, %q\n", len(zr.File), text)
	archive.Reset()
	gz := gzip.NewWriter(&archive)
	tw := tar.NewWriter(gz)
	check(tw.AddFS(os.DirFS(dir)))
	check(tw.Close())
	check(gz.Close())
	unzipped, err := gzip.NewReader(&archive)
	check(err)
	tr := tar.NewReader(unzipped)
	for {
		h, err := tr.Next()
		if err == io.EOF {
			break
		}
		check(err)
		fmt.Println("tar:", h.Name, h.Size)
	}
}

func processes() {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", `read line; echo "got $line, $NAME"; exit 3`)
	cmd.Stdin = strings.NewReader("input\n")
	cmd.Env = append(os.Environ(), "NAME=value")
	out, err := cmd.Output()
	var exit *exec.ExitError
	fmt.Printf("exec: %q, exit code %d\n", out, func() int {
		if errors.As(err, &exit) {
			return exit.ExitCode()
		}
		return 0
	}())
	slow, stop := context.WithTimeout(ctx, 10*time.Millisecond)
	defer stop()
	err = exec.CommandContext(slow, "sleep", "60").Run()
	fmt.Println("exec, out of time:", err, slow.Err())
}

func sockets() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	defer l.Close()
	go func() {
		c, err := l.Accept()
		check(err)
		defer c.Close()
		for in := bufio.NewScanner(c); in.Scan(); {
			fmt.Fprintln(c, strings.ToUpper(in.Text()))
		}
	}()
	c, err := net.Dial("tcp", l.Addr().String())
	check(err)
	defer c.Close()
	fmt.Fprintln(c, "to the other side")
	answer, err := bufio.NewReader(c).ReadString('\n')
	fmt.Printf("tcp: %q %v\n", answer, err)
	check(c.SetReadDeadline(time.Now().Add(time.Millisecond)))
	_, err = c.Read(make([]byte, 1))
	fmt.Println("tcp, deadline:", errors.Is(err, os.ErrDeadlineExceeded))
}

func handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello/{name}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "hello %s over %s", r.PathValue("name"), r.Proto)
	})
	mux.HandleFunc("POST /books", func(w http.ResponseWriter, r *http.Request) {
		var b Book
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<10)).Decode(&b); err != nil {
			http.Error(w, "no book", http.StatusBadRequest)
			return
		}
		b.Year++
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		json.NewEncoder(w).Encode(b)
	})
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "42", Path: "/"})
		http.Redirect(w, r, "/me", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /me", func(w http.ResponseWriter, r *http.Request) {
		c, err := r.Cookie("session")
		fmt.Fprint(w, c, err)
	})
	mux.HandleFunc("GET /stream", func(w http.ResponseWriter, r *http.Request) {
		for i := range 3 {
			fmt.Fprintf(w, "part %d\n", i)
			http.NewResponseController(w).Flush()
		}
	})
	mux.HandleFunc("GET /slow", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	return mux
}

func get(client *http.Client, where string) {
	resp, err := client.Get(where)
	check(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	check(err)
	fmt.Printf("%d %q\n", resp.StatusCode, body)
}

func web() {
	server := httptest.NewServer(handler())
	defer server.Close()
	client := server.Client()
	client.Jar, _ = cookiejar.New(nil)
	get(client, server.URL+"/hello/world")
	get(client, server.URL+"/login")
	get(client, server.URL+"/stream")
	get(client, server.URL+"/none")
	body, _ := json.Marshal(book)
	resp, err := client.Post(server.URL+"/books", "application/json", bytes.NewReader(body))
	check(err)
	var b Book
	check(json.NewDecoder(resp.Body).Decode(&b))
	resp.Body.Close()
	fmt.Println(resp.StatusCode, resp.Header.Get("Content-Type"), b.Year)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	req, _ := http.NewRequestWithContext(ctx, "GET", server.URL+"/slow", nil)
	_, err = client.Do(req)
	fmt.Println("slow:", errors.Is(err, context.DeadlineExceeded))

	secure := httptest.NewUnstartedServer(handler())
	secure.EnableHTTP2 = true
	secure.StartTLS()
	defer secure.Close()
	get(secure.Client(), secure.URL+"/hello/tls")
	get(secure.Client(), secure.URL+"/stream")
	_, err = http.Get(secure.URL + "/hello/stranger")
	fmt.Println("unknown authority:", err != nil)
}

func main() {
	texts()
	encodings()
	ciphers()
	files()
	processes()
	sockets()
	web()
	log := slog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	log.Info("done", "took", 3*time.Second, slog.Group("book", "title", book.Title))
}
