// Row 18: Once runs a function once, however many ask; OnceFunc, OnceValue and OnceValues wrap one.
package main

import (
	"errors"
	"fmt"
	"sync"
)

func try(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return
}

func main() {
	var once sync.Once
	var wg sync.WaitGroup
	calls := 0
	for range 50 {
		wg.Go(func() { once.Do(func() { calls++ }) })
	}
	wg.Wait()
	fmt.Println("calls:", calls)

	value := sync.OnceValue(func() int {
		fmt.Println("computing")
		return 42
	})
	fmt.Println(value(), value())

	values := sync.OnceValues(func() (string, error) { return "", errors.New("no config") })
	_, err1 := values()
	_, err2 := values()
	fmt.Println(err1, err1 == err2)

	// OnceFunc repeats a panic for every caller; a Once whose function panicked counts as done.
	f := sync.OnceFunc(func() { panic("boom") })
	fmt.Println(try(f), try(f))
	var bad sync.Once
	fmt.Println(try(func() { bad.Do(func() { panic("first only") }) }))
	fmt.Println(try(func() { bad.Do(func() { panic("never") }) }))
}
