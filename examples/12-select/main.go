// Row 12: select waits for several channels; among ready cases it chooses at random; default makes
// it non-blocking.
package main

import (
	"fmt"
	"time"
)

func main() {
	a, b := make(chan int, 1), make(chan int, 1)
	counts := [2]int{}
	for range 2000 {
		a <- 1
		b <- 1
		select {
		case <-a:
			counts[0]++
			<-b
		case <-b:
			counts[1]++
			<-a
		}
	}
	fmt.Println("both chosen often:", counts[0] > 700 && counts[1] > 700)

	select {
	case v := <-a:
		fmt.Println("unexpected", v)
	default:
		fmt.Println("nothing ready")
	}

	select {
	case <-a:
		fmt.Println("unexpected")
	case <-time.After(10 * time.Millisecond):
		fmt.Println("timed out")
	}

	// Sends and receives mix; the values are evaluated once, on entry.
	out := make(chan string, 1)
	select {
	case out <- fmt.Sprint("sent ", 42):
		fmt.Println(<-out)
	case v, ok := <-a:
		fmt.Println("unexpected", v, ok)
	}

	done := make(chan struct{})
	ticks := time.NewTicker(2 * time.Millisecond)
	defer ticks.Stop()
	time.AfterFunc(15*time.Millisecond, func() { close(done) })
	n := 0
loop:
	for {
		select {
		case <-ticks.C:
			n++
		case <-done:
			break loop
		}
	}
	fmt.Println("ticked:", n >= 2)
}
