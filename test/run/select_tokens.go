// Tokens that goroutines pass on by select over buffered and unbuffered channels, timers and a close: none is lost or doubled.
package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	const chans, tokens, movers = 5, 7, 8
	var c [chans]chan int
	for i := range c {
		c[i] = make(chan int, i%3*2)
	}
	stop := make(chan bool)
	var g sync.WaitGroup
	var left sync.Mutex
	sum := 0
	for m := range movers {
		hold := -1
		if m < tokens {
			hold = m
		}
		g.Add(1)
		go func() {
			defer g.Done()
			for n := 0; ; n++ {
				t := time.NewTimer(time.Duration(n%50+1) * time.Microsecond)
				var out chan int
				if hold >= 0 {
					out = c[(n+m)%chans]
				}
				var in = [3]chan int{c[n%chans], c[(n+1)%chans], c[(n*7+m)%chans]}
				if hold >= 0 {
					in = [3]chan int{}
				}
				select {
				case out <- hold:
					hold = -1
				case hold = <-in[0]:
				case hold = <-in[1]:
				case hold = <-in[2]:
				case <-t.C:
				case <-stop:
					left.Lock()
					if hold >= 0 {
						sum += 1 << (4 * hold)
					}
					left.Unlock()
					return
				}
			}
		}()
	}
	time.Sleep(300 * time.Millisecond)
	close(stop)
	g.Wait()
	for _, ch := range c {
		for len(ch) > 0 {
			sum += 1 << (4 * <-ch)
		}
	}
	fmt.Printf("%x\n", sum)
}
