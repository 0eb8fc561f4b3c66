// A memory limit holds within a twentieth on a heap of many small objects that point to each other, with GOGC off, while
// two goroutines replace them and others come and go with stacks of their own.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

const (
	limit = 150 << 20
	live  = 40 << 20
)

type node struct {
	left, right *node
	words       []uintptr
}

func tree(depth int, size uint32) *node {
	if depth == 0 {
		return &node{words: make([]uintptr, size%9)}
	}
	return &node{tree(depth-1, size*5+1), tree(depth-1, size*7+3), nil}
}

func used() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64() - s[1].Value.Uint64()
}

func deep(n int) int {
	var room [64]byte
	if n == 0 {
		return 0
	}
	room[n%64] = byte(n)
	return deep(n-1) + int(room[n%64]&1)
}

func churn(seed uint32) (most uint64) {
	const depth = 8 // 511 nodes, some 36 KB
	forest := make([]*node, live/2/(36<<10))
	x := seed
	for i := range 40 * len(forest) {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		at := int(x>>1) % len(forest)
		if i < len(forest) {
			at = i
		}
		forest[at] = tree(depth, x)
		if i%64 == 0 {
			most = max(most, used())
		}
		if i%256 == 0 {
			go deep(1000)
		}
	}
	runtime.KeepAlive(forest)
	return most
}

func main() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(limit)
	var group sync.WaitGroup
	var most [2]uint64
	for i := range most {
		group.Go(func() { most[i] = churn(uint32(i) + 1) })
	}
	group.Wait()
	if m := max(most[0], most[1]); m > limit+limit/20 {
		fmt.Println("used", m>>20, "MB of", limit>>20)
	}
	fmt.Println("done")
}
