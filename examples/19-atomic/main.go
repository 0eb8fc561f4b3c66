// Row 19: atomics are sequentially consistent; the typed forms can't be misused by accident.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type config struct{ limit int }

func main() {
	var n atomic.Int64
	var flags atomic.Uint32
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 1000 {
				n.Add(1)
			}
			flags.Or(1 << i)
		})
	}
	wg.Wait()
	fmt.Println(n.Load(), flags.Load(), flags.And(0x0f), flags.Load())

	// Compare and swap: one winner.
	var owner atomic.Int32
	wins := atomic.Int32{}
	for i := range 10 {
		wg.Go(func() {
			if owner.CompareAndSwap(0, int32(i+1)) {
				wins.Add(1)
			}
		})
	}
	wg.Wait()
	fmt.Println("winners:", wins.Load(), owner.Load() != 0)

	var p atomic.Pointer[config]
	fmt.Println(p.Load() == nil)
	p.Store(&config{10})
	old := p.Swap(&config{20})
	fmt.Println(old.limit, p.Load().limit)

	var v atomic.Value
	v.Store([]string{"a", "b"})
	fmt.Println(v.Load().([]string)[1])

	var raw int64
	fmt.Println(atomic.AddInt64(&raw, 5), atomic.SwapInt64(&raw, 9), atomic.LoadInt64(&raw))

	defer func() { fmt.Println(recover()) }()
	v.Store(42)
}
