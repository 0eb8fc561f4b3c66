// Small maps that do not escape live in the frame and cost no allocation; they may outgrow it.
package main

import (
	"fmt"
	"testing"
)

type pair struct{ a, b int }

//go:noinline
func count(n int) (size, sum int) {
	m := make(map[pair]bool)
	for i := range n {
		m[pair{i, 2 * i}] = true
	}
	for k := range m {
		sum += k.b
	}
	delete(m, pair{})
	return len(m), sum
}

//go:noinline
func words(list ...string) string {
	m := map[string]int{"a": 1, "b": 2}
	clear(m)
	for _, w := range list {
		m[w]++
	}
	return fmt.Sprint(len(m), m["a"], m["none"])
}

//go:noinline
func content() *int { // the map stays, what it holds does not
	m := map[int]*int{}
	x := 8
	m[1] = &x
	return m[1]
}

//go:noinline
func outlivesIteration() (sum int) {
	var last map[int]int
	for i := range 5 {
		m := map[int]int{i: i}
		if last != nil {
			sum += last[i-1]
		}
		last = m
	}
	return sum
}

// A closure that is only called by its callee, unknown there, keeps what it captures in the frame.
//
//go:noinline
func each(f func(int)) {
	for i := range 3 {
		f(i)
	}
}

func total(p *pair) { each(func(i int) { p.a += i }) }

func main() {
	fmt.Println(count(0))
	fmt.Println(count(8))
	fmt.Println(count(9))
	fmt.Println(count(5000))
	fmt.Println(words("a", "b", "a", "c"), *content(), outlivesIteration())
	fmt.Println(testing.AllocsPerRun(10, func() { count(8) }))
	fmt.Println(testing.AllocsPerRun(10, func() { total(&pair{1, 2}) }))
}
