// Row 2: a goroutine is a few kilobytes, not a thread: a hundred thousand park at once on a few threads, and a loop
// without calls is still preempted.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

func main() {
	const n = 100_000
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	gate := make(chan struct{})
	var parked, done sync.WaitGroup
	parked.Add(n)
	for range n {
		done.Go(func() {
			parked.Done()
			<-gate
		})
	}
	parked.Wait()
	runtime.ReadMemStats(&after)
	each := (after.Sys - before.Sys) / n
	fmt.Println("parked:", runtime.NumGoroutine() > n, "under 8 KB each:", each < 8<<10)
	close(gate)
	done.Wait()

	// One processor, one goroutine that never calls anything: others run all the same.
	runtime.GOMAXPROCS(1)
	var sink int
	go func() {
		for {
			sink++
		}
	}()
	start := time.Now()
	time.Sleep(10 * time.Millisecond)
	fmt.Println("woken in time:", time.Since(start) < time.Second)
}
