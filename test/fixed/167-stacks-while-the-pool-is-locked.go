// Goroutines start and end on nearly full stacks: the pool of segments must not need a segment while it is locked.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func deep(n int) int {
	var a [64]int
	a[n%64] = n
	if n == 0 {
		return a[0]
	}
	return deep(n-1) + a[(n+1)%64]
}

func main() {
	var wg sync.WaitGroup
	go func() {
		for {
			runtime.GC()
		}
	}()
	for r := 0; r < 60; r++ {
		for i := 0; i < 200; i++ {
			wg.Go(func() { deep(i); go func() { deep(i % 7) }() })
		}
		wg.Wait()
	}
	fmt.Println("ok")
}
