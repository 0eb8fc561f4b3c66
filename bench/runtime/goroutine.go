package main

import (
	"runtime"
	"sync"
)

func goroutineRows() {
	perOp("create and exit, one", 0.5, func(n int) {
		done := make(chan bool)
		for range n {
			go func() { done <- true }()
			<-done
		}
	})
	hundred := func() {
		var group sync.WaitGroup
		group.Add(100)
		for range 100 {
			go group.Done()
		}
		group.Wait()
	}
	perBatch("create and exit, batch of 100", 0.5, 100, hundred)
	perBatch("create and exit, parallel", 0.5, 20_000, func() {
		parallel(200, func(n int) {
			for range n {
				hundred()
			}
		})
	})
	perOp("switch (Gosched of two)", 0.5, func(n int) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
		var group sync.WaitGroup
		for range 2 {
			group.Go(func() {
				for range n / 2 {
					runtime.Gosched()
				}
			})
		}
		group.Wait()
	})
	perBatch("switch (Gosched of 1,000)", 0.5, 100_000, func() {
		var group sync.WaitGroup
		for range 1000 {
			group.Go(func() {
				for range 100 {
					runtime.Gosched()
				}
			})
		}
		group.Wait()
	})
	perOp("ring of 503", 0.5, func(n int) {
		first := make(chan int)
		last := first
		for range 502 {
			next := make(chan int)
			go func(from <-chan int, to chan<- int) {
				for v := range from {
					to <- v - 1
				}
				close(to)
			}(last, next)
			last = next
		}
		for n > 0 {
			first <- n
			n = <-last - 1
		}
		close(first)
		for range last {
		}
	})
}

// parallel runs f on each processor with its part of n.
func parallel(n int, f func(n int)) {
	procs := runtime.GOMAXPROCS(0)
	var group sync.WaitGroup
	for range procs {
		group.Go(func() { f((n + procs - 1) / procs) })
	}
	group.Wait()
}
