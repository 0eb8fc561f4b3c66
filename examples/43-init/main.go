// Row 43: variables are initialised in order of their dependencies, then the init functions run in
// order of appearance; imported packages come first.
package main

import (
	"fmt"
	"strings"
)

var trace []string

func note(name string, v int) int {
	trace = append(trace, fmt.Sprintf("%s=%d", name, v))
	return v
}

var (
	a = note("a", b+c) // waits for b and c
	b = note("b", f()) // f uses d
	c = note("c", 1)
	d = note("d", 10)
)

func f() int { return d + 1 }

var x, y = pair() // one initialiser, two variables

func pair() (int, int) { return note("x", a), note("y", len(table)) }

var table = map[string]int{"one": 1, "two": 2}

func init() { trace = append(trace, "init 1") }
func init() { trace = append(trace, "init 2") }

func main() {
	fmt.Println(strings.Join(trace, " "))
	fmt.Println(a, b, c, d, x, y)
}
