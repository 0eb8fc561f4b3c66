// A weak pointer's handle and a target of 16 bytes lie side by side: the one must not keep the other alive.
package main

import (
	"fmt"
	"runtime"
	"weak"
)

//go:noinline
func fill(list []weak.Pointer[[2]int]) {
	for i := range list {
		list[i] = weak.Make(new([2]int))
	}
}

func main() {
	list := make([]weak.Pointer[[2]int], 1000)
	fill(list)
	runtime.GC()
	dead := 0
	for _, w := range list {
		if w.Value() == nil {
			dead++
		}
	}
	fmt.Println(dead > 900)
}
