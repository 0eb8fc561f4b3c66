// Row 5: a panic unwinds the stack, running deferred calls; recover stops it, but only when the
// deferred function itself calls it.
package main

import (
	"errors"
	"fmt"
	"runtime"
)

// try returns what f panicked with.
func try(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return nil
}

func helper() any { return recover() } // one frame too deep: never recovers

func deep(n int) {
	defer func() {
		if n == 2 {
			fmt.Println("unwinding through depth", n)
		}
	}()
	if n == 0 {
		panic("bottom")
	}
	deep(n - 1)
}

func main() {
	fmt.Println("recovered:", try(func() { deep(4) }))

	var zero int
	var m map[string]int
	var p *struct{ x int }
	var s []int
	var i any = "text"
	for _, f := range []func(){
		func() { fmt.Println(1 / zero) },
		func() { m["k"] = 1 },
		func() { fmt.Println(p.x) },
		func() { fmt.Println(s[5]) },
		func() { fmt.Println(i.(int)) },
		func() { fmt.Println(make([]int, zero-1)) },
		func() { panic(fmt.Errorf("wrapped: %w", errors.ErrUnsupported)) },
		func() { panic(nil) },
	} {
		v := try(f)
		_, isRuntime := v.(runtime.Error)
		fmt.Printf("%-5v %v\n", isRuntime, v)
	}

	// A helper cannot recover on behalf of the deferred function.
	fmt.Println("outer got:", try(func() {
		defer func() { fmt.Println("helper got:", helper()) }()
		panic("still flying")
	}))

	// A panic in a deferred call replaces the first one.
	fmt.Println("last panic wins:", try(func() {
		defer func() { panic("second") }()
		panic("first")
	}))

	// The same value may go on after a look at it.
	fmt.Println("repanicked:", try(func() {
		defer func() {
			r := recover()
			fmt.Println("seen:", r)
			panic(r)
		}()
		panic("again")
	}))
}
