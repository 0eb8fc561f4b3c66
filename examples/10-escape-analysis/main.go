// Row 10: values that do not outlive their function stay in its frame and cost no allocation.
// `undergo build -gcflags=-m` says of each where it goes, and why.
package main

import (
	"fmt"
	"testing"
)

type point struct{ x, y int }

func (p *point) add(q *point) point { return point{p.x + q.x, p.y + q.y} }

var global *point

//go:noinline
func local() int { // &point{...} does not escape
	p, q := &point{1, 2}, &point{3, 4}
	return p.add(q).x
}

//go:noinline
func escaping() { global = &point{5, 6} } // &point{...} escapes to heap

//go:noinline
func small(n int) int { // make([]int, 16) does not escape
	s := make([]int, 16)
	for i := range s {
		s[i] = n * i
	}
	return s[15]
}

//go:noinline
func closure(n int) int { // func literal does not escape
	sum := 0
	each := func(f func(int)) {
		for i := range n {
			f(i)
		}
	}
	each(func(i int) { sum += i })
	return sum
}

func allocs(name string, f func()) { fmt.Println(name, testing.AllocsPerRun(100, f)) }

func main() {
	allocs("local", func() { local() })
	allocs("escaping", escaping)
	allocs("small slice", func() { small(3) })
	allocs("closure", func() { closure(10) })
	var b []byte
	allocs("append in place", func() { b = append(b[:0], "hello"...) })
	s := "key"
	m := map[string]int{"key": 1}
	allocs("map lookup by bytes", func() { _ = m[string([]byte(s))] })
}
