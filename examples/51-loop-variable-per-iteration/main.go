// Row 51: since Go 1.22 each iteration has a variable of its own, in three-clause loops too.
package main

import (
	"fmt"
	"sync"
)

func main() {
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i *= 10; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), " ", f(), "; ")
	}
	fmt.Println()

	// The copy for the next round is made before the post statement.
	for i := 0; i < 6; i++ {
		p := &i
		if i%2 == 0 {
			defer func() { fmt.Print(*p, " ") }()
		}
		*p++ // skips one
	}

	var wg sync.WaitGroup
	sum := make(chan int, 3)
	for _, n := range []int{1, 2, 3} {
		wg.Go(func() { sum <- n })
	}
	wg.Wait()
	close(sum)
	total := 0
	for n := range sum {
		total += n
	}
	fmt.Println("total", total)
}
