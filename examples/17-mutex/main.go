// Row 17: Mutex and RWMutex. TryLock never waits; a waiting writer holds new readers off.
package main

import (
	"fmt"
	"sync"
	"time"
)

type counter struct {
	mu sync.RWMutex
	m  map[string]int
}

func (c *counter) add(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[k]++
}

func (c *counter) get(k string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.m[k]
}

func main() {
	c := counter{m: map[string]int{}}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 1000 {
				c.add([]string{"even", "odd"}[i%2])
				_ = c.get("even")
			}
		})
	}
	wg.Wait()
	fmt.Println(c.get("even"), c.get("odd"))

	var mu sync.Mutex
	fmt.Println("try:", mu.TryLock(), mu.TryLock())
	mu.Unlock()

	// Writer preference: a reader that comes after a waiting writer waits for it.
	var rw sync.RWMutex
	var log []string
	var logMu sync.Mutex
	note := func(s string) { logMu.Lock(); log = append(log, s); logMu.Unlock() }
	rw.RLock()
	wg.Go(func() { rw.Lock(); note("writer"); rw.Unlock() })
	time.Sleep(10 * time.Millisecond)
	wg.Go(func() { rw.RLock(); note("late reader"); rw.RUnlock() })
	time.Sleep(10 * time.Millisecond)
	note("first reader leaves")
	rw.RUnlock()
	wg.Wait()
	fmt.Println(log)
}
