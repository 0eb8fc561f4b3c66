// Row 4: a stack starts at 2 KB and grows as calls nest; its limit is a fatal error that nothing recovers.
package main

import (
	"fmt"
	"runtime/debug"
)

func depth(n int) int {
	var frame [128]byte
	frame[n%128] = 1
	if n == 0 {
		return int(frame[0])
	}
	return depth(n-1) + int(frame[n%128])
}

func forever(n int) int { return forever(n+1) + 1 }

func main() {
	fmt.Println(depth(10))
	fmt.Println(depth(1_000_000)) // some 150 MB of frames

	results := make(chan int)
	for i := range 100 { // each goroutine has a stack of its own
		go func() { results <- depth(i * 100) }()
	}
	sum := 0
	for range 100 {
		sum += <-results
	}
	fmt.Println(sum)

	debug.SetMaxStack(1 << 20)
	defer func() { fmt.Println("not recovered:", recover()) }()
	forever(0)
}
