package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

type pair struct{ a, b *int }

var (
	bytesSink []byte
	ptrsSink  []*int
	p8        *int
	p16       *[16]byte
	pPair     *pair
	p64       *[64]byte
	p8ptr     *[8]*int
)

func mallocRows() {
	perOp("malloc 8", 1, func(n int) {
		for range n {
			p8 = new(int)
		}
	})
	perOp("malloc 16", 1, func(n int) {
		for range n {
			p16 = new([16]byte)
		}
	})
	perOp("malloc 16 of pointers", 1, func(n int) {
		for range n {
			pPair = new(pair)
		}
	})
	perOp("malloc 64", 1, func(n int) {
		for range n {
			p64 = new([64]byte)
		}
	})
	perOp("malloc 64 of pointers", 1, func(n int) {
		for range n {
			p8ptr = new([8]*int)
		}
	})
	for _, size := range []int{256, 1024, 8192, 65536} {
		perOp(fmt.Sprintf("malloc %d", size), 1, func(n int) {
			for range n {
				bytesSink = make([]byte, size)
			}
		})
		perOp(fmt.Sprintf("malloc %d of pointers", size), 1, func(n int) {
			for range n {
				ptrsSink = make([]*int, size/8)
			}
		})
	}
	perOp("malloc 64, parallel", 1, func(n int) {
		parallel(n, func(n int) {
			var recent [16]*[64]byte
			for i := range n {
				recent[i%16] = allocate()
			}
			kept.Store(recent[n%16])
		})
	})
	perBatch("append to 1,000", 1, 1000, func() {
		var s []int
		for j := range 1000 {
			s = append(s, j)
		}
		sink = s
	})
}

var kept atomic.Pointer[[64]byte]

//go:noinline
func allocate() *[64]byte { return new([64]byte) }

type node struct{ left, right *node }

func tree(depth int) *node {
	if depth == 0 {
		return &node{}
	}
	return &node{tree(depth - 1), tree(depth - 1)}
}

func (n *node) count() int {
	if n.left == nil {
		return 1
	}
	return 1 + n.left.count() + n.right.count()
}

// treeRows: the benchmarks game's binary trees, to depth 16.
func treeRows() {
	const depth = 16
	begin := time.Now()
	tree(depth + 1).count()
	long := tree(depth)
	var group sync.WaitGroup
	for d := 4; d <= depth; d += 4 {
		group.Go(func() {
			for range 1 << (depth - d + 4) {
				tree(d).count()
			}
		})
	}
	group.Wait()
	long.count()
	report("binary trees, time", "ms", 0.9, time.Since(begin).Seconds()*1e3)
	report("binary trees, peak memory", "bytes", 1.1, status("VmHWM"))
}
