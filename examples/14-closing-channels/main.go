// Row 14: a closed channel yields what is buffered, then zero values with ok == false, to everyone.
package main

import (
	"fmt"
	"sync"
)

func try(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return
}

func main() {
	c := make(chan string, 2)
	c <- "first"
	c <- "second"
	close(c)
	for range 3 {
		v, ok := <-c
		fmt.Printf("%q %v\n", v, ok)
	}

	// Closing wakes every receiver at once: a broadcast.
	start := make(chan struct{})
	var wg sync.WaitGroup
	var mu sync.Mutex
	started := 0
	for range 100 {
		wg.Go(func() {
			<-start
			mu.Lock()
			started++
			mu.Unlock()
		})
	}
	close(start)
	wg.Wait()
	fmt.Println("started:", started)

	fmt.Println(try(func() { c <- "third" }))
	fmt.Println(try(func() { close(c) }))

	// A sender that waits when the channel is closed panics as well.
	blocked := make(chan int)
	result := make(chan any)
	go func() { result <- try(func() { blocked <- 1 }) }()
	go func() { close(blocked) }()
	fmt.Println(<-result)
}
