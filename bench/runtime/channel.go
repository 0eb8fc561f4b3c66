package main

import (
	"fmt"
	"sync"
)

func channelRows() {
	perOp("ChanSync", 0.8, func(n int) {
		c := make(chan int)
		var group sync.WaitGroup
		for i := range 2 {
			group.Go(func() {
				for range n / 2 {
					if i == 0 {
						<-c
						c <- 0
					} else {
						c <- 0
						<-c
					}
				}
			})
		}
		group.Wait()
	})
	for _, size := range []int{0, 10, 100} {
		perOp(fmt.Sprintf("ChanProdCons %d", size), 0.8, func(n int) { produce(n, size) })
	}
	perOp("contended", 0.8, func(n int) {
		c := make(chan int, 100)
		parallel(n, func(n int) {
			for i := 0; i < n; i += 50 {
				for range 50 {
					c <- 0
				}
				for range 50 {
					<-c
				}
			}
		})
	})
	perOp("uncontended", 0.8, func(n int) {
		parallel(n, func(n int) {
			c := make(chan int, 100)
			for i := 0; i < n; i += 100 {
				for range 100 {
					c <- 0
				}
				for range 100 {
					<-c
				}
			}
		})
	})
	perOp("make", 0.8, func(n int) {
		for i := range n {
			sink = make(chan int, i%8)
		}
	})
	var empty, full chan int = make(chan int), make(chan int, 1)
	full <- 1
	perOp("nonblocking receive", 0.8, func(n int) {
		parallel(n, func(n int) {
			for range n {
				select {
				case <-empty:
				default:
				}
			}
		})
	})
	perOp("nonblocking send", 0.8, func(n int) {
		parallel(n, func(n int) {
			for range n {
				select {
				case full <- 1:
				default:
				}
			}
		})
	})
}

var sink any

// produce sends n values from each processor's sender to its receiver, with work between, over one channel.
func produce(n, size int) {
	c := make(chan int, size)
	var senders, receivers sync.WaitGroup
	work := func(v int) int {
		for range 100 {
			v = v*2 + 1
		}
		return v
	}
	for range 2 {
		senders.Go(func() {
			for i := range n / 2 {
				c <- work(i)
			}
		})
		receivers.Go(func() {
			total := 0
			for v := range c {
				total += work(v)
			}
			c0 += total
		})
	}
	senders.Wait()
	close(c)
	receivers.Wait()
}

var c0 int

func selectRows() {
	perOp("select, 2 of 2 ready", 0.8, func(n int) {
		a, b := make(chan int, 1), make(chan int, 1)
		a <- 0
		b <- 0
		for range n {
			select {
			case <-a:
				a <- 0
			case <-b:
				b <- 0
			}
		}
	})
	perOp("select, blocking between two", 0.8, func(n int) {
		a, b, done := make(chan int), make(chan int), make(chan int)
		go func() {
			for range n {
				select {
				case v := <-a:
					b <- v
				case <-done:
				}
			}
		}()
		for i := range n {
			select {
			case a <- i:
			case <-done:
			}
			<-b
		}
	})
	perOp("select, 8 cases, one ready", 0.8, func(n int) {
		var c [8]chan int
		for i := range c {
			c[i] = make(chan int, 1)
		}
		for i := range n {
			c[i%8] <- i
			select {
			case <-c[0]:
			case <-c[1]:
			case <-c[2]:
			case <-c[3]:
			case <-c[4]:
			case <-c[5]:
			case <-c[6]:
			case <-c[7]:
			}
		}
	})
	perOp("select, many in one channel", 0.8, func(n int) {
		c, stop := make(chan int), make(chan bool)
		var group sync.WaitGroup
		for range 100 {
			group.Go(func() {
				for {
					select {
					case c <- 1:
					case <-stop:
						return
					}
				}
			})
		}
		for range n {
			<-c
		}
		close(stop)
		group.Wait()
	})
	perOp("select, parallel over shared", 0.8, func(n int) {
		a, b := make(chan int, 2), make(chan int, 2)
		a <- 0
		parallel(n, func(n int) {
			for range n {
				select {
				case <-a:
					b <- 0
				case <-b:
					a <- 0
				}
			}
		})
	})
}
