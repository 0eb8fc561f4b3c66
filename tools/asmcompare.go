// Asmcompare assembles the amd64 files of the standard library (or those of the packages and modules
// named) with the official assembler and with undergo's, and compares the instructions, function by
// function. Jumps count as equal whatever their length; gc's stack checks, which undergo leaves to
// its wrappers, and padding are passed over.
//
//	go run tools/asmcompare.go [-undergo build/bin/undergo] [-n 3] [-v] [package | module@version | file.s ...]
//
// All packages of a module are compared, built with the versions its go.mod asks for. -v prints a line a module.
package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
)

var (
	undergo = flag.String("undergo", "build/bin/undergo", "the command to compare with")
	limit   = flag.Int("n", 3, "show so many differences of a function")
	verbose = flag.Bool("v", false, "print the counts of each argument")
)

func output(name string, args ...string) (string, error) { return outputIn("", name, args...) }

func outputIn(dir, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %v\n%s", name, err, stderr.String())
	}
	return string(out), nil
}

// goFunctions reads `go tool objdump`: the code of each symbol.
func goFunctions(object string) (map[string][]byte, error) {
	out, err := output("go", "tool", "objdump", object)
	if err != nil {
		return nil, err
	}
	code := map[string][]byte{}
	name := ""
	line := regexp.MustCompile(`^  \S+\s+0x[0-9a-f]+\s+([0-9a-f]+)\s`)
	for s := bufio.NewScanner(strings.NewReader(out)); s.Scan(); {
		if rest, ok := strings.CutPrefix(s.Text(), "TEXT "); ok {
			if i := strings.LastIndex(rest, "(SB)"); i >= 0 {
				rest = rest[:i]
			}
			name, _, _ = strings.Cut(rest, "<")
		} else if m := line.FindStringSubmatch(s.Text()); m != nil {
			b, err := hex.DecodeString(m[1])
			if err != nil {
				return nil, err
			}
			code[name] = append(code[name], b...)
		}
	}
	return code, nil
}

// ourFunctions reads an ELF object by its symbol table; names are those of the ug_funcnames section.
func ourFunctions(object string) (map[string][]byte, error) {
	dump := object + ".text"
	if _, err := output("objcopy", "-O", "binary", "-j", "ug_asm", "--set-section-flags", "ug_asm=alloc,load", object, dump); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(dump)
	if err != nil {
		return nil, err
	}
	names := object + ".names"
	if _, err := output("objcopy", "-O", "binary", "-j", "ug_funcnames", "--set-section-flags", "ug_funcnames=alloc,load", object, names); err != nil {
		return nil, err
	}
	list, err := os.ReadFile(names)
	if err != nil {
		return nil, err
	}
	goName := map[string]string{}
	for parts := bytes.Split(list, []byte{0}); len(parts) >= 2; parts = parts[2:] {
		goName[string(parts[0])] = string(parts[1])
	}
	symbols, err := output("nm", "-S", object)
	if err != nil {
		return nil, err
	}
	code := map[string][]byte{}
	for _, l := range strings.Split(symbols, "\n") {
		var at, size uint64
		var kind, name string
		if n, _ := fmt.Sscanf(l, "%x %x %s %s", &at, &size, &kind, &name); n == 4 && goName[name] != "" {
			code[goName[name]] = text[at : at+size]
		}
	}
	return code, nil
}

var relative = regexp.MustCompile(`-?0x[0-9a-f]+\(%rip\)`)

var jump = regexp.MustCompile(`^(call|jmp|j[a-z]+|loop[a-z]*|xbegin)\s+0x`)

// disassemble gives the instructions of code, jumps without their targets, padding left out.
func disassemble(dir string, code []byte) ([]string, error) {
	if len(code) == 0 {
		return nil, nil
	}
	file := filepath.Join(dir, "code")
	if err := os.WriteFile(file, code, 0o666); err != nil {
		return nil, err
	}
	out, err := output("objdump", "-D", "-w", "-b", "binary", "-m", "i386:x86-64", file)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, l := range strings.Split(out, "\n") {
		f := strings.SplitN(l, "\t", 3)
		if len(f) < 3 {
			continue
		}
		text, _, _ := strings.Cut(f[2], "#")
		text = strings.TrimSpace(text)
		if strings.HasPrefix(text, "nop") || strings.HasPrefix(text, "data16 ") && strings.Contains(text, "nop") ||
			text == "xchg   %ax,%ax" || strings.HasPrefix(text, "cs nop") || text == "int3" {
			continue
		}
		if m := jump.FindStringSubmatch(text); m != nil {
			list = append(list, m[1])
			continue
		}
		if m := relative.FindStringIndex(text); m != nil { // where it leads the linker says
			list = append(list, text[:m[0]]+text[m[1]:])
			continue
		}
		list = append(list, strings.TrimSpace(f[1])+"  "+text)
	}
	return list, nil
}

// withoutStackCheck takes gc's check at the start and its call of morestack at the end away.
func withoutStackCheck(list []string) []string {
	for i, l := range list {
		if i == 0 && !strings.Contains(l, "%fs:") {
			return list
		}
		if l == "jbe" || l == "jb" && !strings.Contains(list[i+1], "0x10(%r14)") {
			return list[i+1 : len(list)-2]
		}
	}
	return list
}

type tally struct{ files, functions, same, instructions, different int }

func compareFile(dir, pkg, file string, include []string, t *tally) error {
	theirs, ours := filepath.Join(dir, "gc.o"), filepath.Join(dir, "ug.o")
	args := []string{"-p", pkg, "-D", "GOOS_linux", "-D", "GOARCH_amd64", "-D", "GOAMD64_v1"}
	for _, i := range include {
		args = append(args, "-I", i)
	}
	if _, err := output("go", append(append([]string{"tool", "asm", "-o", theirs}, args...), file)...); err != nil {
		return err
	}
	if _, err := output(*undergo, append(append([]string{"tool", "asm", "-compiling-runtime", "-o", ours}, args...), file)...); err != nil {
		return err
	}
	want, err := goFunctions(theirs)
	if err != nil {
		return err
	}
	got, err := ourFunctions(ours)
	if err != nil {
		return err
	}
	var names []string
	for name := range want {
		names = append(names, name)
	}
	sort.Strings(names)
	t.files++
	for _, name := range names {
		t.functions++
		a, err := disassemble(dir, want[name])
		if err != nil {
			return err
		}
		b, err := disassemble(dir, got[name])
		if err != nil {
			return err
		}
		a = withoutStackCheck(a)
		t.instructions += len(a)
		diff := 0
		for i := 0; i < len(a) || i < len(b); i++ {
			x, y := "nothing", "nothing"
			if i < len(a) {
				x = a[i]
			}
			if i < len(b) {
				y = b[i]
			}
			if x == y {
				continue
			}
			if diff++; diff <= *limit {
				fmt.Printf("%s: %s: instruction %d\n\tgc       %s\n\tundergo  %s\n", filepath.Base(file), name, i, x, y)
			}
			if len(a) != len(b) {
				break
			}
		}
		if diff == 0 {
			t.same++
		}
		t.different += diff
	}
	return nil
}

// A tree is where the packages lie: a module's copy, or std when dir is empty.
type tree struct {
	dir      string
	packages []string
}

// fetch copies a module to where it can be built; what its go.mod or go.sum lacks is added there.
func fetch(work, module string) (tree, error) {
	list, err := output("go", "mod", "download", "-json", module)
	if err != nil {
		return tree{}, fmt.Errorf("%s%v", list, err)
	}
	var m struct{ Dir string }
	if err := json.Unmarshal([]byte(list), &m); err != nil {
		return tree{}, err
	}
	t := tree{dir: filepath.Join(work, "module")}
	if err := os.RemoveAll(t.dir); err != nil {
		return t, err
	}
	if err := os.CopyFS(t.dir, os.DirFS(m.Dir)); err != nil {
		return t, err
	}
	path, _, _ := strings.Cut(module, "@")
	if _, err := os.Stat(filepath.Join(t.dir, "go.mod")); err != nil {
		if _, err := outputIn(t.dir, "go", "mod", "init", path); err != nil {
			return t, err
		}
	}
	outputIn(t.dir, "go", "mod", "tidy") // tools that it can't find don't matter
	t.packages, err = withAssembly(t.dir, "./...")
	return t, err
}

func withAssembly(dir string, patterns ...string) ([]string, error) {
	args := []string{"list", "-e", "-f", "{{if .SFiles}}{{.ImportPath}}{{end}}"}
	out, err := outputIn(dir, "go", append(args, patterns...)...)
	return strings.Fields(out), err
}

// headerDir builds pkg with gc and returns the directory of its go_asm.h.
func headerDir(work string, t tree, pkg, name string) (string, error) {
	// A flag that no build had before, so that the package is compiled, and its header kept in the work directory.
	build := exec.Command("go", "build", "-work", "-gcflags="+pkg+"=-D="+work, "-o", filepath.Join(work, "out"), pkg)
	build.Dir = t.dir
	build.Env = append(os.Environ(), "GOTMPDIR="+work)
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build %s: %v\n%s", pkg, err, out)
	}
	headers, _ := filepath.Glob(filepath.Join(work, "go-build*", "*", "go_asm.h"))
	for _, h := range headers {
		if text, err := os.ReadFile(h); err == nil && bytes.Contains(text, []byte("package "+name+"\n")) {
			return filepath.Dir(h), nil
		}
	}
	return "", fmt.Errorf("%s: go build kept no go_asm.h", pkg)
}

func comparePackage(work string, t tree, pkg string, n *tally) error {
	list, err := outputIn(t.dir, "go", "list", "-f", "{{.Dir}}\n{{.Name}}\n{{range .SFiles}}{{.}}\n{{end}}", pkg)
	if err != nil {
		return err
	}
	lines := strings.Fields(list)
	if len(lines) < 3 {
		return nil
	}
	include, err := includes()
	if err != nil {
		return err
	}
	header := ""
	for _, f := range lines[2:] {
		if !strings.HasSuffix(f, ".s") { // .S is C's
			continue
		}
		file := filepath.Join(lines[0], f)
		if text, err := os.ReadFile(file); err == nil && header == "" && bytes.Contains(text, []byte(`"go_asm.h"`)) {
			if header, err = headerDir(work, t, pkg, lines[1]); err != nil {
				return err
			}
			include = append([]string{header}, include...)
		}
		if err := compareFile(work, pkg, file, include, n); err != nil {
			fmt.Printf("%s: %v\n", f, err)
			n.different++
		}
	}
	if header != "" { // that of the next package is not to be mistaken for it
		return os.RemoveAll(filepath.Dir(header))
	}
	return nil
}

func (n *tally) add(m tally) {
	n.files += m.files
	n.functions += m.functions
	n.same += m.same
	n.instructions += m.instructions
	n.different += m.different
}

func (n tally) String() string {
	return fmt.Sprintf("%d files, %d functions (%d the same), %d instructions, %d different",
		n.files, n.functions, n.same, n.instructions, n.different)
}

func includes() ([]string, error) {
	root, err := output("go", "env", "GOROOT")
	root = strings.TrimSpace(root)
	return []string{filepath.Join(root, "pkg", "include"), filepath.Join(root, "src", "runtime")}, err
}

// compare takes one argument: a module, packages of std, or a file.
func compare(work, arg string) (n tally, err error) {
	if strings.HasSuffix(arg, ".s") {
		include, err := includes()
		if err == nil {
			err = compareFile(work, "main", arg, include, &n)
		}
		return n, err
	}
	var t tree
	if strings.Contains(arg, "@") {
		t, err = fetch(work, arg)
	} else {
		t.packages, err = withAssembly("", arg)
	}
	for _, pkg := range t.packages {
		if err := comparePackage(work, t, pkg, &n); err != nil {
			fmt.Printf("%s: %v\n", pkg, err)
			n.different++
		}
	}
	return n, err
}

func main() {
	flag.Parse()
	args := flag.Args()
	os.Setenv("GOWORK", "off") // a module is built by itself
	if len(args) == 0 {
		args = []string{"std"}
	}
	work, err := os.MkdirTemp("", "asmcompare")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	defer os.RemoveAll(work)
	var all tally
	for _, arg := range args {
		n, err := compare(work, arg)
		if err != nil {
			fmt.Printf("%s: %v\n", arg, err)
			n.different++
		}
		if *verbose {
			fmt.Printf("%s: %v\n", arg, n)
		}
		all.add(n)
	}
	fmt.Println(all)
	if all.different > 0 {
		os.RemoveAll(work)
		os.Exit(1)
	}
}
