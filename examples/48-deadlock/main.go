// Row 48: when every goroutine waits and nothing can wake them, the runtime says so and shows where
// each one stands. It can't be recovered. The status is 2.
package main

import (
	"fmt"
	"sync"
)

func philosopher(left, right *sync.Mutex, ready *sync.WaitGroup) {
	left.Lock()
	ready.Done()
	ready.Wait() // everyone has the left fork now
	right.Lock()
}

func main() {
	defer func() { fmt.Println("never reached:", recover()) }()
	var forks [2]sync.Mutex
	var ready sync.WaitGroup
	ready.Add(2)
	go philosopher(&forks[0], &forks[1], &ready)
	go philosopher(&forks[1], &forks[0], &ready)
	fmt.Println("waiting for dinner")
	select {}
}
