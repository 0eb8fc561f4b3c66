// Row 6: deferred calls run last in, first out, when the function returns; their arguments are
// evaluated at the defer statement; they may change named results.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func order() {
	for i := range 3 {
		defer fmt.Println("deferred", i)
	}
	fmt.Println("body")
}

func arguments() {
	x := 1
	defer fmt.Println("argument evaluated early:", x)
	defer func() { fmt.Println("closure sees the latest:", x) }()
	x = 2
}

func double(n int) (result int) {
	defer func() { result *= 2 }()
	return n + 1
}

type resource struct{ name string }

func (r *resource) Close() { fmt.Println("close", r.name) }

func conditional(withB bool) {
	a := &resource{"a"}
	defer a.Close()
	if withB {
		b := &resource{"b"}
		defer b.Close()
	}
	fmt.Println("using, b:", withB)
}

func main() {
	order()
	arguments()
	fmt.Println("double(20) =", double(20))
	conditional(true)
	conditional(false)

	// Goexit runs the deferred calls of its goroutine too.
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer fmt.Println("ran on Goexit")
		runtime.Goexit()
		fmt.Println("never printed")
	}()
	wg.Wait()
}
