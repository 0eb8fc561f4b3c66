// Row 13: a nil channel blocks for ever. In a select that switches a case off, which is how a merge
// loop drops inputs that have ended.
package main

import "fmt"

func merge(a, b <-chan int, out chan<- int) {
	defer close(out)
	for a != nil || b != nil {
		select {
		case v, ok := <-a:
			if !ok {
				a = nil // never chosen again
				continue
			}
			out <- v
		case v, ok := <-b:
			if !ok {
				b = nil
				continue
			}
			out <- v
		}
	}
}

func count(from, to int) <-chan int {
	c := make(chan int)
	go func() {
		defer close(c)
		for i := from; i < to; i++ {
			c <- i
		}
	}()
	return c
}

func main() {
	out := make(chan int)
	go merge(count(0, 50), count(50, 100), out)
	n, sum := 0, 0
	for v := range out {
		n++
		sum += v
	}
	fmt.Println(n, sum)

	var nothing chan int
	select {
	case nothing <- 1:
		fmt.Println("unexpected")
	case <-nothing:
		fmt.Println("unexpected")
	default:
		fmt.Println("a nil channel is never ready; len", len(nothing), "cap", cap(nothing))
	}
	defer func() { fmt.Println(recover()) }()
	close(nothing)
}
