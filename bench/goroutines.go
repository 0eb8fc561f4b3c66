// Goroutines: many made and ended, waiting on each other, sharing a mutex.
package main

import (
	"fmt"
	"sync"
)

func tree(depth int) int {
	if depth == 0 {
		return 1
	}
	c := make(chan int)
	for range 2 {
		go func() { c <- tree(depth - 1) }()
	}
	return <-c + <-c
}

func main() {
	total := 0
	for range 10 {
		total += tree(14)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	n := 0
	for range 500_000 {
		wg.Go(func() {
			mu.Lock()
			n++
			mu.Unlock()
		})
	}
	wg.Wait()
	fmt.Println(total, n)
}
