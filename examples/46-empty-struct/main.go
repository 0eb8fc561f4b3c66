// Row 46: struct{} takes no room: sets, signals, and values that exist only to have methods.
package main

import (
	"fmt"
	"unsafe"
)

type event struct{}
type stateless struct{}

func (stateless) Greet() string { return "hello from nothing" }

func main() {
	var e event
	var a [1000]event
	fmt.Println(unsafe.Sizeof(e), unsafe.Sizeof(a), len(a))
	fmt.Println(unsafe.Sizeof(struct {
		n int32
		_ struct{}
	}{}), "bytes: a zero-size last field is padded, so that its address stays inside")

	seen := map[string]struct{}{}
	for _, w := range []string{"a", "b", "a"} {
		seen[w] = struct{}{}
	}
	fmt.Println(len(seen))

	done := make(chan struct{})
	go func() {
		defer close(done)
	}()
	<-done
	ticks := make(chan struct{}, 1000) // a counting semaphore
	for range 1000 {
		ticks <- struct{}{}
	}
	fmt.Println(len(ticks), stateless{}.Greet())
	for i := range a {
		a[i] = event{}
	}
	var i, j any = event{}, event{}
	fmt.Println(i == j)
}
