// Row 1: goroutines (G) run on processors (P) that threads (M) carry. GOMAXPROCS sets the number of
// Ps only; work made on one P is stolen by the others; a goroutine that blocks in a system call
// gives its P away.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

// spread runs n goroutines that each compute a little, and returns their sum.
func spread(n int) int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	total := 0
	for i := range n {
		wg.Go(func() {
			x := 0
			for j := range 1000 {
				x += i ^ j&1
			}
			mu.Lock()
			total += x
			mu.Unlock()
		})
	}
	wg.Wait()
	return total
}

func main() {
	before := runtime.GOMAXPROCS(4)
	fmt.Println("asked for", runtime.GOMAXPROCS(0), "Ps; at least one before:", before >= 1)
	fmt.Println("sum with 4 Ps:", spread(1000))
	runtime.GOMAXPROCS(1)
	fmt.Println("sum with 1 P: ", spread(1000))

	// One P, and a goroutine in a blocking read: the P is handed off, so the others go on.
	r, w, _ := os.Pipe()
	got := make(chan string)
	go func() {
		b := make([]byte, 5)
		r.Read(b)
		got <- string(b)
	}()
	for range 3 {
		time.Sleep(time.Millisecond)
		runtime.Gosched()
	}
	w.WriteString("hello")
	fmt.Println("read through the poller:", <-got)

	// runnext: the goroutine readied last runs first, then the queue in order.
	var order []int
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() { order = append(order, i) })
	}
	wg.Wait()
	fmt.Println("order on one P:", order)
}
