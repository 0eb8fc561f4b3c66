package main

import (
	"sync"
	"time"
)

// parkedRows: a million goroutines that wait for one channel.
func parkedRows() {
	const many = 1_000_000
	before := status("VmRSS")
	stop := make(chan bool)
	var ready, done sync.WaitGroup
	ready.Add(many)
	begin := time.Now()
	for range many {
		done.Go(func() {
			ready.Done()
			<-stop
		})
	}
	ready.Wait()
	took := time.Since(begin)
	report("a million parked: memory each", "bytes", 0.9, (status("VmRSS")-before)/many)
	report("a million parked: creation", "ns", 1, float64(took.Nanoseconds())/many)
	begin = time.Now()
	close(stop)
	done.Wait()
	report("a million parked: end", "ns", 1, float64(time.Since(begin).Nanoseconds())/many)
}
