// Row 53: for range over integers and functions; every way out of the body works.
package main

import (
	"fmt"
	"iter"
	"slices"
)

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Print("(end) ")
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func pairs[T any](s []T) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for i := len(s) - 1; i >= 0 && yield(i, s[i]); i-- {
		}
	}
}

func find(want int) (string, bool) {
	for v := range count(10) {
		if v == want {
			return fmt.Sprint("found ", v), true // returns through the iterator
		}
	}
	return "", false
}

func labelled() {
outer:
	for i := range count(3) {
		for j := range count(3) {
			if j == 1 {
				continue outer
			}
			if i == 2 {
				break outer
			}
			fmt.Print(i, j, " ")
		}
	}
	fmt.Println()
}

func deferring() {
	for i := range count(2) {
		defer fmt.Println("deferred", i) // runs when deferring returns
	}
	fmt.Println("loop done")
}

func main() {
	for i := range 3 {
		fmt.Print(i, " ")
	}
	for v := range count(3) {
		fmt.Print(v, " ")
	}
	fmt.Println()
	for i, s := range pairs([]string{"a", "b", "c"}) {
		fmt.Print(i, s, " ")
	}
	fmt.Println()
	fmt.Println(find(3))
	labelled()
	deferring()

	next, stop := iter.Pull(count(5))
	a, _ := next()
	b, _ := next()
	stop()
	_, more := next()
	fmt.Println(a, b, more)
	fmt.Println(slices.Collect(count(4)))

	// An iterator that goes on after the body said stop is caught.
	defer func() { fmt.Println(recover()) }()
	for range func(yield func() bool) { yield(); yield() } {
		break
	}
}
