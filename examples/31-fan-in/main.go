// Row 31: many producers into one channel, closed when the last has ended; no goroutine is left.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

func produce(id, n int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range n {
			out <- id*1000 + i
		}
	}()
	return out
}

func fanIn[T any](inputs ...<-chan T) <-chan T {
	out := make(chan T)
	var wg sync.WaitGroup
	for _, in := range inputs {
		wg.Go(func() {
			for v := range in {
				out <- v
			}
		})
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}

func main() {
	before := runtime.NumGoroutine()
	perProducer := map[int]int{}
	last := map[int]int{}
	ordered := true
	for v := range fanIn(produce(1, 100), produce(2, 200), produce(3, 300)) {
		id, i := v/1000, v%1000
		ordered = ordered && i == perProducer[id] // each producer's own order is kept
		perProducer[id]++
		last[id] = i
	}
	fmt.Println(perProducer, last, ordered)
	for range 100 {
		if runtime.NumGoroutine() == before {
			break
		}
		time.Sleep(time.Millisecond)
	}
	fmt.Println("leaked:", runtime.NumGoroutine()-before)
}
