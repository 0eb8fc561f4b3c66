// Row 44: large frames and large objects are ordinary; sizes that no machine has are run-time panics.
package main

import (
	"fmt"
	"math"
)

func try(name string, f func()) {
	defer func() { fmt.Println(name+":", recover()) }()
	f()
}

//go:noinline
func wide() int {
	var frame [64 << 10]int // half a megabyte
	for i := range frame {
		frame[i] = i
	}
	return frame[len(frame)-1]
}

func main() {
	fmt.Println(wide())
	big := make([]byte, 256<<20) // touched at its ends only
	big[0], big[len(big)-1] = 1, 2
	fmt.Println(len(big), big[0]+big[len(big)-1])

	n := math.MaxInt
	try("slice", func() { _ = make([]int, n) })
	n = -1
	try("negative", func() { _ = make([]int, n) })
	try("capacity", func() { _ = make([]int, 2, 1+n+1) })
	try("channel", func() { _ = make(chan int, n) })
	try("map", func() { fmt.Println(len(make(map[int]int, n))) }) // a hint, no more
}
