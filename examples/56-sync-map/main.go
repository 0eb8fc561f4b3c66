// Row 56: a map that many goroutines use at once, without a lock around it.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

func main() {
	var m sync.Map
	var wg sync.WaitGroup
	var stored atomic.Int64
	for i := range 8 {
		wg.Go(func() {
			for k := range 1000 {
				if _, loaded := m.LoadOrStore(k, i); !loaded {
					stored.Add(1)
				}
			}
		})
	}
	wg.Wait()
	fmt.Println("stored once each:", stored.Load())

	previous, loaded := m.Swap(1, "one")
	fmt.Println(previous != nil, loaded)
	fmt.Println(m.CompareAndSwap(1, "uno", "x"), m.CompareAndSwap(1, "one", "eins"))
	fmt.Println(m.Load(1))
	fmt.Println(m.LoadAndDelete(1))
	fmt.Println(m.Load(1))
	fmt.Println(m.CompareAndDelete(2, "not this"))
	n := 0
	m.Range(func(k, v any) bool { n++; return n < 10 })
	fmt.Println("ranged over", n)
	m.Clear()
	_, ok := m.Load(2)
	fmt.Println("cleared:", !ok)
}
