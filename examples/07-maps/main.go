// Row 7: maps. Iteration starts anywhere, so programs sort what they print; entries may be deleted
// and added while ranging; NaN keys are all different; a nil map reads as empty.
package main

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

type point struct{ x, y int }

func try(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return
}

func main() {
	squares := make(map[int]int)
	for i := range 1000 {
		squares[i] = i * i
	}
	sum := 0
	for k, v := range squares {
		if k%2 == 1 {
			delete(squares, k) // allowed while ranging
		}
		sum += v
	}
	fmt.Println(len(squares), sum, squares[500], squares[501])

	// A map knows when its iteration order is random: over many walks, several first keys appear.
	firsts := map[int]bool{}
	for range 100 {
		for k := range squares {
			firsts[k] = true
			break
		}
	}
	fmt.Println("more than one first key:", len(firsts) > 1)

	grid := map[point]string{{0, 0}: "origin", {1, 2}: "p"}
	grid[point{1, 2}] += "!"
	keys := slices.SortedFunc(maps.Keys(grid), func(a, b point) int { return a.x - b.x })
	for _, k := range keys {
		fmt.Println(k, grid[k])
	}

	nan := map[float64]int{math.NaN(): 1, math.NaN(): 2}
	_, found := nan[math.NaN()]
	fmt.Println("NaNs:", len(nan), found)
	clear(nan)
	fmt.Println("after clear:", len(nan))

	var none map[string]int
	fmt.Println("nil map:", none["x"], len(none))
	fmt.Println(try(func() { none["x"] = 1 }))
	fmt.Println(try(func() { _ = map[any]int{[]int{1}: 1} }))
}
