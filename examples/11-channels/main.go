// Row 11: an unbuffered channel is a meeting: sender and receiver wait for each other. A buffered
// one is a queue. Waiters are served first come, first served.
package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	meet := make(chan string)
	go func() { meet <- "hello from the other side" }()
	fmt.Println(<-meet)

	queue := make(chan int, 3)
	for i := range 3 {
		queue <- i * 10
	}
	fmt.Println("len", len(queue), "cap", cap(queue))
	close(queue)
	for v := range queue {
		fmt.Print(v, " ")
	}
	fmt.Println()

	// FIFO: receivers that waited longest are served first.
	gate := make(chan int)
	var mu sync.Mutex
	var served []int
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			v := <-gate
			mu.Lock()
			served = append(served, i*100+v)
			mu.Unlock()
		}()
		time.Sleep(5 * time.Millisecond) // so that they queue in order
	}
	for v := range 4 {
		gate <- v
		time.Sleep(time.Millisecond)
	}
	wg.Wait()
	fmt.Println(served)

	// Directions are part of the type.
	produce := func(out chan<- int) {
		defer close(out)
		for i := range 5 {
			out <- i
		}
	}
	numbers := make(chan int)
	go produce(numbers)
	sum := 0
	for n := range numbers {
		sum += n
	}
	fmt.Println("sum", sum)
}
