// Row 20: the race detector. Built with -race (here through GOFLAGS), a program reports each pair of accesses of
// which one writes and that nothing orders: where both happened, and where their goroutines began. Accesses ordered
// by a mutex, a channel, an atomic or a WaitGroup are none. The exit status is 66 if there were races.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// guarded counts under a mutex.
func guarded() int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	n := 0
	for range 4 {
		wg.Go(func() {
			for range 1000 {
				mu.Lock()
				n++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return n
}

// handed passes slices through a channel: each belongs to whoever holds it.
func handed() int {
	c := make(chan []int, 2)
	go func() {
		for i := range 100 {
			s := make([]int, 3)
			s[i%3] = i
			c <- s
		}
		close(c)
	}()
	sum := 0
	for s := range c {
		for _, v := range s {
			sum += v
		}
	}
	return sum
}

// published sets a value before a flag that is read atomically.
func published() string {
	var ready atomic.Bool
	var text string
	go func() {
		text = "published"
		ready.Store(true)
	}()
	for !ready.Load() {
	}
	return text
}

var hits int

func hit(done chan<- bool) {
	hits++
	done <- true
}

// raced adds to a variable from two goroutines that nothing orders.
func raced() {
	done := make(chan bool, 2)
	go hit(done)
	go hit(done)
	<-done
	<-done
}

// mixed writes a map while another goroutine reads it, and recovers from a panic meanwhile.
func mixed() {
	m := map[string]int{"a": 1}
	done := make(chan bool)
	go func() {
		defer func() {
			recover()
			done <- true
		}()
		_ = m["b"]
		panic("after reading")
	}()
	m["c"] = 2
	<-done
}

func main() {
	fmt.Println("guarded:", guarded())
	fmt.Println("handed:", handed())
	fmt.Println(published())
	raced()
	mixed()
	fmt.Println("done")
}
