// A function that the C compiler split and put together again is one frame: profiles of mutexes begin at the Unlock
// that was called, however sync is made inside.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

func main() {
	runtime.SetMutexProfileFraction(1)
	var mu sync.Mutex
	mu.Lock()
	go func() {
		time.Sleep(10 * time.Millisecond)
		mu.Unlock()
	}()
	mu.Lock()
	p := make([]runtime.BlockProfileRecord, 10)
	n, _ := runtime.MutexProfile(p)
	for _, r := range p[:n] {
		frames := runtime.CallersFrames(r.Stack())
		for range 2 {
			f, _ := frames.Next()
			fmt.Println(f.Function)
		}
	}
}
