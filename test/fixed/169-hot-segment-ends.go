// Calls across a segment's end again and again, at every depth, from goroutines whose first segment is small: where the
// boundary lies moves meanwhile. Results, deferred calls, panics and collections must not notice.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

//go:noinline
func leaf(n int, p *int) int {
	var room [40]int
	room[n%40] = n
	if n%1000 == 999 {
		defer func() { *p += recover().(int) }()
		panic(1)
	}
	return room[n%40] + *p - *p
}

//go:noinline
func middle(n int, p *int) (sum int) {
	var room [10]int
	for i := range 3 {
		room[i] = leaf(n+i, p)
	}
	return room[0] + room[1] + room[2]
}

//go:noinline
func descend(depth, turns int) int {
	var room [8]int
	room[depth%8] = depth
	if depth > 0 {
		return descend(depth-1, turns) + room[depth%8]
	}
	p := new(int)
	sum := 0
	for i := range turns {
		sum += middle(i, p)
		if i%5000 == 0 {
			runtime.Gosched()
		}
	}
	return sum + *p*1000000
}

//go:noinline
func tree(n int) int {
	if n == 0 {
		return 1
	}
	return tree(n-1) + tree(n-1)
}

func main() {
	var wg sync.WaitGroup
	results := make([]int, 40)
	for depth := range results {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results[depth] = descend(depth, 10000) + tree(12) + descend(depth/2, 3000)
		}()
		if depth%8 == 0 {
			runtime.GC()
		}
	}
	wg.Wait()
	for depth, r := range results {
		want := results[0] + depth*(depth+1)/2 + depth/2*(depth/2+1)/2
		if r != want {
			fmt.Println("depth", depth, r, want)
		}
	}
	fmt.Println(results[0], descend(3, 10000)-6+tree(12)+descend(0, 3000) == results[0])
}
