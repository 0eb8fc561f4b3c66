package main

import "time"

//go:noinline
func deep(n int) int {
	var room [64]byte
	room[n%64] = byte(n)
	if n == 0 {
		return int(room[0])
	}
	return deep(n-1) + int(room[n%64])
}

func stackRows() {
	for _, c := range []struct {
		name   string
		frames int
	}{{"stack: 20 frames in a new goroutine", 20}, {"stack: 200 frames in a new goroutine", 200}, {"stack: 10,000 frames in a new goroutine", 10_000}} {
		perOp(c.name, 1, func(n int) {
			done := make(chan int)
			for range n {
				go func() { done <- deep(c.frames) }()
				<-done
			}
		})
	}
	perOp("stack: 200 frames again and again", 1, func(n int) {
		done := make(chan int)
		go func() {
			total := 0
			for range n {
				total += deep(200)
			}
			done <- total
		}()
		<-done
	})
	// A leaf call at every depth: one of them lies at a segment's end.
	worst := 0.0
	for depth := 1; depth <= 64; depth++ {
		worst = max(worst, boundary(depth))
	}
	report("stack: a call at the worst depth", "ns", 1, worst)
}

// boundary is the nanoseconds that a call of a function with a frame takes below depth frames.
func boundary(depth int) float64 {
	result := make(chan float64)
	go func() { result <- descend(depth) }()
	return <-result
}

//go:noinline
func descend(depth int) float64 {
	var room [64]byte
	room[depth%64] = byte(depth)
	if depth > 0 {
		return descend(depth-1) + float64(room[0]&0)
	}
	least := time.Hour
	for range 5 {
		least = min(least, timed(func() {
			for i := range 10_000 {
				leaves += deep(i & 1)
			}
		}))
	}
	return float64(least.Nanoseconds()) / 10_000
}

var leaves int
