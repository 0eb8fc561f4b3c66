// Calls of assembly functions that do next to nothing, and of Go from assembly: nanoseconds a call.
package main

import (
	"fmt"
	"time"
)

func empty()
func add(a, b int64) int64
func sum(x []float64) float64
func callback(n int64) int64 // calls visit

//go:noinline
func visit(n int64) int64 { return n + 1 }

const calls = 20_000_000

func measure(name string, f func()) {
	best := time.Hour
	for range 5 {
		start := time.Now()
		f()
		best = min(best, time.Since(start))
	}
	fmt.Printf("%s %.2f\n", name, float64(best.Nanoseconds())/calls)
}

var (
	ints   int64
	floats float64
)

func main() {
	x := []float64{1, 2, 3}
	measure("empty", func() {
		for range calls {
			empty()
		}
	})
	measure("add", func() {
		for i := range int64(calls) {
			ints = add(ints, i)
		}
	})
	measure("slice", func() {
		for range calls {
			floats += sum(x)
		}
	})
	measure("callback", func() {
		for range calls {
			ints = callback(ints)
		}
	})
}
