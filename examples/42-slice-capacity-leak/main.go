// Row 42: a small slice of a large array keeps all of it alive; a clone lets it go.
package main

import (
	"fmt"
	"runtime"
	"slices"
)

const mega = 1 << 20

func load() []byte {
	b := make([]byte, 64*mega)
	copy(b, "header: the rest is not needed")
	return b
}

var stats runtime.MemStats

func heapMB() uint64 {
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc / mega
}

var window []byte

// In functions of their own, so that main's frame never holds the large array.
//
//go:noinline
func open() { window = load()[:6] }

//go:noinline
func shrink() { window = slices.Clone(window) }

func main() {
	open()
	fmt.Println(string(window), "keeps 64 MB:", heapMB() >= 64)
	shrink()
	fmt.Println(string(window), "after Clone:", heapMB() < 8)

	// Appending through a short slice overwrites what follows, unless its capacity is cut off.
	base := []int{1, 2, 3, 4}
	a := append(base[:2], 99)
	fmt.Println(base, a)
	b := append(base[:2:2], 77)
	fmt.Println(base, b)
}
