// What the body of for b.Loop() computes is kept: results, arguments, variables.
package main

import (
	"fmt"
	"testing"
)

type pair struct{ a, b int }

var calls int

func get(n int) (int, *pair) { calls++; return n, &pair{n, n} }
func put(p pair, rest ...int) { calls++ }

func main() {
	r := testing.Benchmark(func(b *testing.B) {
		x, m := 0, map[string]int{}
		p := &pair{}
		var s []int
		for b.Loop() {
			get(1)
			_, _ = get(2)
			put(pair{1, 2}, x, 3)
			x += 2
			p.a, m["k"] = x, x
			*p = pair{x, 1}
			if x > 2 {
				s = append(s[:0], x)
			}
			func() { x++ }()
			switch v := any(x).(type) {
			case int:
				put(pair{v, v})
			}
			if calls < 0 {
				break
			}
		}
		if p.a != x-1 || m["k"] != x-1 || len(s) > 1 {
			fmt.Println("lost", *p, m, s, x)
		}
	})
	fmt.Println(r.N > 0, calls > 0)
}
