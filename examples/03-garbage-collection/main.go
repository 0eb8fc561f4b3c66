// Row 3: the collector: reachable objects stay, the others go; its pace follows GOGC and a memory limit.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

type node struct {
	left, right *node
	payload     [64]byte
}

func tree(depth int) *node {
	if depth == 0 {
		return &node{}
	}
	return &node{left: tree(depth - 1), right: tree(depth - 1)}
}

func (n *node) count() int {
	if n == nil {
		return 0
	}
	return 1 + n.left.count() + n.right.count()
}

func live() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func main() {
	kept := tree(14)
	base := live()
	for range 20 {
		tree(14) // garbage
	}
	fmt.Println("garbage went:", live() < base+base/2)
	fmt.Println("nodes kept:", kept.count())

	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println("cycles:", m.NumGC > 2, "pauses recorded:", m.PauseTotalNs > 0)

	fmt.Println("GOGC was", debug.SetGCPercent(50), "and is", debug.SetGCPercent(100))
	debug.SetMemoryLimit(64 << 20)
	for range 200 {
		_ = make([]byte, 1<<20)
	}
	runtime.ReadMemStats(&m)
	fmt.Println("within the limit:", m.HeapAlloc < 64<<20)
	runtime.KeepAlive(kept)
}
