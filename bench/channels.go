// Channels: a prime sieve of goroutines, an unbuffered ping-pong, a buffered stream.
package main

import "fmt"

func filter(in <-chan int, out chan<- int, prime int) {
	for {
		if i := <-in; i%prime != 0 {
			out <- i
		}
	}
}

func primes(n int) int {
	ch := make(chan int)
	go func() {
		for i := 2; ; i++ {
			ch <- i
		}
	}()
	p := 0
	for range n {
		p = <-ch
		next := make(chan int)
		go filter(ch, next, p)
		ch = next
	}
	return p
}

func pingPong(n int) (sum int) {
	a, b := make(chan int), make(chan int)
	go func() {
		for v := range a {
			b <- v + 1
		}
		close(b)
	}()
	for i := range n {
		a <- i
		sum += <-b
	}
	close(a)
	return sum
}

func stream(n int) (sum int) {
	c := make(chan int, 128)
	go func() {
		for i := range n {
			c <- i
		}
		close(c)
	}()
	for v := range c {
		sum += v
	}
	return sum
}

func main() { fmt.Println(primes(600), pingPong(500_000), stream(5_000_000)) }
