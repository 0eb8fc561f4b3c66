// Function literals are numbered as the text goes, though a call among the arguments is evaluated before its
// neighbours that are plain literals; a branch that is not compiled numbers nothing.
package main

import (
	"fmt"
	"reflect"
	"runtime"
)

func name(f any) string {
	return runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name()
}

//go:noinline
func option(f func() int) func() int { return f }

//go:noinline
func both(a func(), options ...func() int) { fmt.Println(name(a), name(options[0])) }

const never = false

var table = map[string]func() int{
	"call": option(func() int { return 1 }),
	"lit":  func() int { return 2 },
}

func pair() (func(), func() int) {
	if never {
		both(func() {}, func() int { return 0 })
	}
	return func() { println("first") }, option(func() int { return 2 })
}

func twice(yield func(int) bool) { _ = yield(1) && yield(2) }

func main() {
	both(func() {}, option(func() int { return 1 }))
	n := 0
	both(func() { n++ }, option(func() int { return n }))
	fmt.Println(name(table["call"]), name(table["lit"]))
	a, b := pair()
	fmt.Println(name(a), name(b))
	for i := range twice {
		both(func() { n++ }, option(func() int { return i }))
		break
	}
	s := struct {
		call func() int
		lit  func()
	}{option(func() int { return n }), func() {}}
	fmt.Println(name(s.call), name(s.lit))
	for f := func() {}; n < 1; both(f, func() int { return n }) {
		n++
		both(f, func() int { return 3 })
	}
}
