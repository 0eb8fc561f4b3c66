// A function that calls itself from a literal is inlined once, with the literal, and not again in that.
package main

import "fmt"

//go:noinline
func call(f func()) { f() }

func deep(n int) {
	if n == 0 {
		return
	}
	call(func() { deep(n - 1) })
	calls++
}

var calls int

func even(n int) bool {
	if n == 0 {
		return true
	}
	r := false
	call(func() { r = odd(n - 1) })
	return r
}

func odd(n int) bool {
	if n == 0 {
		return false
	}
	r := false
	call(func() { r = even(n - 1) })
	return r
}

func main() {
	deep(10)
	fmt.Println(calls, even(7), odd(7))
}
