package main

import (
	"sync"
	"sync/atomic"
)

func syncRows() {
	var mu sync.Mutex
	var rw sync.RWMutex
	shared := 0
	perOp("Mutex, uncontended", 1, func(n int) {
		for range n {
			mu.Lock()
			shared++
			mu.Unlock()
		}
	})
	perOp("Mutex, two goroutines", 1, func(n int) {
		parallel(n, func(n int) {
			for range n {
				mu.Lock()
				shared++
				mu.Unlock()
			}
		})
	})
	perOp("Mutex, eight goroutines with work", 1, func(n int) {
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				own := 0
				for range n / 8 {
					mu.Lock()
					shared++
					mu.Unlock()
					for range 100 {
						own = own*2 + 1
					}
				}
				mu.Lock()
				shared += own
				mu.Unlock()
			})
		}
		group.Wait()
	})
	perOp("RWMutex read, uncontended", 1, func(n int) {
		for range n {
			rw.RLock()
			rw.RUnlock()
		}
	})
	perOp("RWMutex write, uncontended", 1, func(n int) {
		for range n {
			rw.Lock()
			rw.Unlock()
		}
	})
	perOp("RWMutex, parallel reads", 1, func(n int) {
		parallel(n, func(n int) {
			for range n {
				rw.RLock()
				rw.RUnlock()
			}
		})
	})
	perOp("RWMutex, one write in ten", 1, func(n int) {
		parallel(n, func(n int) {
			for i := range n {
				if i%10 == 0 {
					rw.Lock()
					shared++
					rw.Unlock()
				} else {
					rw.RLock()
					rw.RUnlock()
				}
			}
		})
	})
	perOp("WaitGroup", 1, func(n int) {
		var group sync.WaitGroup
		for range n {
			group.Add(1)
			group.Done()
			group.Wait()
		}
	})
	var once sync.Once
	perOp("Once", 1, func(n int) {
		for range n {
			once.Do(func() { shared++ })
		}
	})
	perOp("Cond, two goroutines", 1, func(n int) {
		var m sync.Mutex
		c := sync.NewCond(&m)
		turn := 0
		var group sync.WaitGroup
		for me := range 2 {
			group.Go(func() {
				m.Lock()
				defer m.Unlock()
				for range n / 2 {
					for turn != me {
						c.Wait()
					}
					turn = 1 - me
					c.Signal()
				}
			})
		}
		group.Wait()
	})
	pool := sync.Pool{New: func() any { return new([64]byte) }}
	perOp("Pool", 1, func(n int) {
		parallel(n, func(n int) {
			for range n {
				pool.Put(pool.Get())
			}
		})
	})
	var counter atomic.Int64
	perOp("atomic add", 1, func(n int) {
		for range n {
			counter.Add(1)
		}
	})
	perOp("atomic add, parallel", 1, func(n int) {
		parallel(n, func(n int) {
			for range n {
				counter.Add(1)
			}
		})
	})
	perOp("atomic load and store", 1, func(n int) {
		for range n {
			counter.Store(counter.Load() + 1)
		}
	})
	perOp("atomic compare and swap", 1, func(n int) {
		for range n {
			v := counter.Load()
			counter.CompareAndSwap(v, v+1)
		}
	})
	var m sync.Map
	for i := range 1000 {
		m.Store(i, i)
	}
	perOp("Map load", 1, func(n int) {
		parallel(n, func(n int) {
			for i := range n {
				m.Load(i % 1000)
			}
		})
	})
}
