//go:build goexperiment.arenas

// Row 55: arenas. Objects that die together are cut from memory that is freed at once, without the collector. Whoever
// uses one of them afterwards is told so, by a fault, not by wrong data.
//
//	GOEXPERIMENT=arenas undergo run main.go
package main

import (
	"arena"
	"fmt"
	"reflect"
	"runtime"
	"runtime/debug"
)

type node struct {
	key         int
	label       *string // may point out of the arena: the collector looks there
	left, right *node
}

func insert(a *arena.Arena, n *node, key int) *node {
	if n == nil {
		n = arena.New[node](a)
		n.key = key
		label := fmt.Sprint("key ", key)
		n.label = &label
		return n
	}
	if key < n.key {
		n.left = insert(a, n.left, key)
	} else {
		n.right = insert(a, n.right, key)
	}
	return n
}

func (n *node) sum() (keys, letters int) {
	if n == nil {
		return 0, 0
	}
	lk, ll := n.left.sum()
	rk, rl := n.right.sum()
	return lk + n.key + rk, ll + len(*n.label) + rl
}

func fill(a *arena.Arena, count int) *node {
	var root *node
	for i := range count {
		root = insert(a, root, i*7919%count)
	}
	return root
}

func main() {
	a := arena.NewArena()
	root := fill(a, 100_000)
	runtime.GC() // labels are in the heap, held by nodes that are not
	fmt.Println(root.sum())

	s := arena.MakeSlice[int](a, 3, 10)
	copy(s, []int{1, 2, 3})
	outlives := arena.Clone(s)
	first := arena.Clone(root)
	p := reflect.ArenaNew(a, reflect.TypeFor[float64]())
	p.Elem().SetFloat(1.5)
	fmt.Println(len(s), cap(s), p.Elem().Float())

	a.Free()
	fmt.Println(outlives, first.key, *first.label)

	// A late use. The program can't go on from it unless it asked for a panic.
	debug.SetPanicOnFault(true)
	func() {
		defer func() {
			if e, ok := recover().(runtime.Error); ok {
				fmt.Println("late:", e)
			}
		}()
		fmt.Println(root.left.key)
	}()

	// A thousand more leave nothing behind.
	for range 1000 {
		b := arena.NewArena()
		arena.MakeSlice[byte](b, 1<<20, 1<<20)[12345] = 1
		b.Free()
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	if resident := m.HeapSys - m.HeapReleased; resident > 256<<20 {
		fmt.Println("resident:", resident)
	}

	debug.SetPanicOnFault(false)
	fmt.Println(first.right.key)
}
