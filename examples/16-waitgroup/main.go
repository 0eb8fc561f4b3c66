// Row 16: a WaitGroup counts what is still to be done; Wait returns at zero.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

func main() {
	var wg sync.WaitGroup
	var n atomic.Int64
	for i := 1; i <= 100; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			n.Add(int64(i))
		}()
	}
	wg.Wait()
	fmt.Println("sum", n.Load())

	// Go is Add, go and Done in one.
	for i := range 10 {
		wg.Go(func() { n.Add(-int64(i)) })
	}
	wg.Wait()
	fmt.Println("after", n.Load())

	// Many may wait at once.
	var waiters sync.WaitGroup
	wg.Add(1)
	for range 5 {
		waiters.Go(wg.Wait)
	}
	wg.Done()
	waiters.Wait()
	fmt.Println("all waiters released")

	defer func() { fmt.Println(recover()) }()
	wg.Done()
}
