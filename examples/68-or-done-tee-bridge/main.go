// Row 68: three patterns over channels: or-done (stop reading when done), tee (one stream to two),
// bridge (a stream of streams to one).
package main

import (
	"fmt"
	"sync"
)

func orDone[T any](done <-chan struct{}, in <-chan T) <-chan T {
	out := make(chan T)
	go func() {
		defer close(out)
		for {
			select {
			case <-done:
				return
			case v, ok := <-in:
				if !ok {
					return
				}
				select {
				case out <- v:
				case <-done:
				}
			}
		}
	}()
	return out
}

func tee[T any](done <-chan struct{}, in <-chan T) (<-chan T, <-chan T) {
	a, b := make(chan T), make(chan T)
	go func() {
		defer close(a)
		defer close(b)
		for v := range orDone(done, in) {
			a, b := a, b // each gets it once: a nil channel is never chosen
			for range 2 {
				select {
				case a <- v:
					a = nil
				case b <- v:
					b = nil
				case <-done:
					return
				}
			}
		}
	}()
	return a, b
}

func bridge[T any](done <-chan struct{}, streams <-chan (<-chan T)) <-chan T {
	out := make(chan T)
	go func() {
		defer close(out)
		for s := range orDone(done, streams) {
			for v := range orDone(done, s) {
				select {
				case out <- v:
				case <-done:
					return
				}
			}
		}
	}()
	return out
}

func numbers(from, n int) <-chan int {
	c := make(chan int)
	go func() {
		defer close(c)
		for i := range n {
			c <- from + i
		}
	}()
	return c
}

func main() {
	done := make(chan struct{})
	a, b := tee(done, numbers(1, 5))
	var wg sync.WaitGroup
	sums := [2]int{}
	wg.Go(func() {
		for v := range a {
			sums[0] += v
		}
	})
	wg.Go(func() {
		for v := range b {
			sums[1] += v * v
		}
	})
	wg.Wait()
	fmt.Println("tee:", sums)

	streams := make(chan (<-chan int))
	go func() {
		defer close(streams)
		for i := range 3 {
			streams <- numbers(i*10, 3)
		}
	}()
	fmt.Print("bridge:")
	for v := range bridge(done, streams) {
		fmt.Print(" ", v)
	}
	fmt.Println()

	endless := make(chan int)
	go func() {
		for i := 0; ; i++ {
			select {
			case endless <- i:
			case <-done:
				return
			}
		}
	}()
	n := 0
	for range orDone(done, endless) {
		if n++; n == 100 {
			close(done)
			break
		}
	}
	fmt.Println("or-done stopped after", n)
}
