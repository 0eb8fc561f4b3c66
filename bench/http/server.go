// The server that bench/http/run measures: `server ADDRESS TLSADDRESS`; /hello, /json, /file of a megabyte.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

type item struct {
	ID    int               `json:"id"`
	Name  string            `json:"name"`
	Price float64           `json:"price"`
	Tags  []string          `json:"tags"`
	Attrs map[string]string `json:"attrs"`
	Added time.Time         `json:"added"`
}

func items(n int) []item {
	list := make([]item, n)
	for i := range list {
		list[i] = item{i, "item " + strconv.Itoa(i), float64(i) * 1.25, []string{"new", "small"}, map[string]string{"colour": "red", "size": "10"}, time.Unix(1700000000, 0).UTC()}
	}
	return list
}

func certificate() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{{127, 0, 0, 1}}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	check(err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	dir, err := os.MkdirTemp("", "httpbench")
	check(err)
	file := filepath.Join(dir, "file")
	check(os.WriteFile(file, make([]byte, 1<<20), 0o600))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "hello, world\n") })
	mux.HandleFunc("GET /json", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(items(20))
	})
	mux.HandleFunc("GET /file", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, file) })
	plain, err := net.Listen("tcp", os.Args[1])
	check(err)
	secure, err := tls.Listen("tcp", os.Args[2], &tls.Config{Certificates: []tls.Certificate{certificate()}})
	check(err)
	fmt.Println("ready")
	go func() { check(http.Serve(secure, mux)) }()
	check(http.Serve(plain, mux))
}
