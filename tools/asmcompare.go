// Asmcompare assembles the amd64 files of the standard library (or those of the packages named)
// with the official assembler and with undergo's, and compares the instructions, function by
// function. Jumps count as equal whatever their length; gc's stack checks, which undergo leaves to
// its wrappers, and padding are passed over.
//
//	go run tools/asmcompare.go [-undergo build/bin/undergo] [package ...]
package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
)

var undergo = flag.String("undergo", "build/bin/undergo", "the command to compare with")

func output(name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
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
			if diff++; diff <= 3 {
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

// comparePackage builds pkg with gc for its go_asm.h, then compares its assembly files.
func comparePackage(dir, pkg string, t *tally) error {
	list, err := output("go", "list", "-f", "{{.Dir}}\n{{range .SFiles}}{{.}}\n{{end}}", pkg)
	if err != nil {
		return err
	}
	lines := strings.Fields(list)
	if len(lines) < 2 {
		return nil
	}
	// A flag that no build had before, so that the package is compiled, and its header kept in the work directory.
	work := exec.Command("go", "build", "-work", "-gcflags="+pkg+"=-D="+dir, "-o", filepath.Join(dir, "out"), pkg)
	work.Env = append(os.Environ(), "GOTMPDIR="+dir)
	if out, err := work.CombinedOutput(); err != nil {
		return fmt.Errorf("go build %s: %v\n%s", pkg, err, out)
	}
	root, err := output("go", "env", "GOROOT")
	if err != nil {
		return err
	}
	root = strings.TrimSpace(root)
	headers, _ := filepath.Glob(filepath.Join(dir, "go-build*", "*", "go_asm.h"))
	include := []string{filepath.Join(root, "pkg", "include"), filepath.Join(root, "src", "runtime")}
	for _, h := range headers {
		if text, err := os.ReadFile(h); err == nil && bytes.Contains(text, []byte("package "+filepath.Base(pkg)+"\n")) {
			include = append([]string{filepath.Dir(h)}, include...)
		}
	}
	for _, f := range lines[1:] {
		if !strings.HasSuffix(f, ".s") { // .S is C's
			continue
		}
		if err := compareFile(dir, pkg, filepath.Join(lines[0], f), include, t); err != nil {
			fmt.Printf("%s: %v\n", f, err)
			t.different++
		}
	}
	return nil
}

func main() {
	flag.Parse()
	packages := flag.Args()
	if len(packages) == 0 {
		out, err := output("go", "list", "-f", "{{if .SFiles}}{{.ImportPath}}{{end}}", "std")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		packages = strings.Fields(out)
	}
	dir, err := os.MkdirTemp("", "asmcompare")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	defer os.RemoveAll(dir)
	var t tally
	for _, pkg := range packages {
		if err := comparePackage(dir, pkg, &t); err != nil {
			fmt.Printf("%s: %v\n", pkg, err)
			t.different++
		}
	}
	fmt.Printf("%d files, %d functions (%d the same), %d instructions, %d different\n",
		t.files, t.functions, t.same, t.instructions, t.different)
	if t.different > 0 {
		os.RemoveAll(dir)
		os.Exit(1)
	}
}
