// Gengo writes random well-typed Go programs for tools/difftest.
//
// A program is one package with a function Run that prints all it computes
// through the package trace; a batch is one module with many such packages and
// a main that runs them in turn, since starting a compiler costs more than
// compiling one more program. The same seed gives the same text.
//
// Programs end (functions and loops draw on a budget), are deterministic (no
// map order, no addresses, goroutines that meet at a WaitGroup), and leave out
// what the specification leaves open: the order of reading a variable and
// calling a function that changes it, conversions of floats out of range, and
// which of two operands that both panic is evaluated first. Panics of the run
// time are wanted and recovered; for that last reason their texts aren't printed.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

const traceSource = `// Package trace is what the programs print through.
package trace

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
)

var out = bufio.NewWriter(os.Stdout)

// Budget is how many calls and loop turns a program has left.
var Budget int

// Spend reports whether a call or turn is still allowed.
func Spend() bool { Budget--; return Budget >= 0 }

// P prints one line.
func P(args ...any) { fmt.Fprintln(out, args...) }

// Recovered is deferred where a panic may pass: it prints the panic's value.
func Recovered(where string) {
	switch r := recover().(type) {
	case nil:
	case runtime.Error:
		P(where, "recovered a runtime error")
	default:
		P(where, "recovered:", r)
	}
}

// Program runs one program with a fresh budget.
func Program(name string, run func()) {
	P("==", name)
	Budget = 4000
	defer out.Flush()
	defer Recovered(name)
	run()
}
`

func write(path, text string) {
	err := os.MkdirAll(filepath.Dir(path), 0o777)
	if err == nil {
		err = os.WriteFile(path, []byte(text), 0o666)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gengo:", err)
		os.Exit(1)
	}
}

func main() {
	seed := flag.Uint64("seed", 1, "seed of the first program; each next one takes the next")
	count := flag.Int("n", 1, "number of programs")
	dir := flag.String("o", "gengo.out", "folder to write the module to")
	flag.Parse()

	imports, calls := "", ""
	for i := range *count {
		name := fmt.Sprintf("p%d", *seed+uint64(i))
		write(filepath.Join(*dir, name, name+".go"), program(name, *seed+uint64(i)))
		imports += fmt.Sprintf("\t%q\n", "gengo/"+name)
		calls += fmt.Sprintf("\ttrace.Program(%q, %s.Run)\n", name, name)
	}
	write(filepath.Join(*dir, "go.mod"), "module gengo\n\ngo 1.26\n")
	write(filepath.Join(*dir, "trace", "trace.go"), traceSource)
	write(filepath.Join(*dir, "main.go"),
		"package main\n\nimport (\n"+imports+"\t\"gengo/trace\"\n)\n\nfunc main() {\n"+calls+"}\n")
}
