// The counterpart of goroutines.c for gc, with the same output.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

func resident() int {
	text, _ := os.ReadFile("/proc/self/statm")
	pages, _ := strconv.Atoi(strings.Fields(string(text))[1])
	return pages * os.Getpagesize()
}

func main() {
	n, _ := strconv.Atoi(os.Args[2])
	begin := time.Now()
	var group sync.WaitGroup
	switch os.Args[1] {
	case "create":
		for i := 0; i < n; i += 100 {
			group.Add(100)
			for range 100 {
				go group.Done()
			}
			group.Wait()
		}
	case "yield":
		group.Add(2)
		for range 2 {
			go func() {
				for range n / 2 {
					runtime.Gosched()
				}
				group.Done()
			}()
		}
		group.Wait()
	case "pingpong":
		there, back := make(chan int), make(chan int)
		go func() {
			for v := range there {
				back <- v
			}
		}()
		for i := range n {
			there <- i
			<-back
		}
	case "buffered":
		c := make(chan int, 100)
		go func() {
			for i := range n {
				c <- i
			}
			close(c)
		}()
		for range c {
		}
	case "mutex":
		var lock sync.Mutex
		counter := 0
		group.Add(4)
		for range 4 {
			go func() {
				for range n / 4 {
					lock.Lock()
					counter++
					lock.Unlock()
				}
				group.Done()
			}()
		}
		group.Wait()
	case "select":
		a, b := make(chan int, 1), make(chan int, 1)
		for i := range n {
			if i%2 == 1 {
				a <- i
			} else {
				b <- i
			}
			select {
			case <-a:
			case <-b:
			}
		}
	case "parked":
		c := make(chan struct{})
		before := resident()
		for range n {
			go func() { <-c }()
		}
		time.Sleep(200 * time.Millisecond)
		fmt.Printf("%.1f\n", float64(resident()-before)/float64(n))
		return
	}
	fmt.Printf("%.1f\n", float64(time.Since(begin).Nanoseconds())/float64(n))
}
