// A memory limit of which half is live holds within a twentieth while two goroutines replace objects of all sizes: pages of
// garbage that is not swept yet and free stretches that are too short for what is wanted count against it, too.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"
)

const limit = 128 << 20

func used() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64() - s[1].Value.Uint64()
}

func churn(x uint32, live, total int, size func(x uint32) int) {
	next := func() uint32 { x ^= x << 13; x ^= x >> 17; x ^= x << 5; return x }
	var kept [][]byte
	for have := 0; total > 0; {
		b := make([]byte, size(next()))
		total -= len(b)
		have += len(b)
		for have > live {
			i, last := int(next()%uint32(len(kept))), len(kept)-1
			have -= len(kept[i])
			kept[i], kept[last] = kept[last], nil
			kept = kept[:last]
		}
		kept = append(kept, b)
	}
	runtime.KeepAlive(kept)
}

func peak(size func(uint32) int) (most uint64) {
	stop := make(chan bool)
	go func() {
		for {
			select {
			case <-stop:
				stop <- true
				return
			case <-time.After(time.Millisecond):
				most = max(most, used())
			}
		}
	}()
	var group sync.WaitGroup
	for i := range 2 {
		group.Go(func() { churn(uint32(i)+1, limit/4, 4*limit, size) })
	}
	group.Wait()
	stop <- true
	<-stop
	return most
}

func main() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(limit)
	for _, size := range []func(uint32) int{
		func(x uint32) int { return 1 << (4 + x%14) },
		func(x uint32) int { return 20_000 + int(x%200_000) },
		func(x uint32) int { return 1<<20 + int(x%(1<<20)) },
	} {
		least := uint64(1 << 62)
		for range 5 { // a machine that keeps the marking thread from running may let the heap grow once
			if least = min(least, peak(size)); least <= limit+limit/20 {
				break
			}
		}
		if least > limit+limit/20 {
			fmt.Println("used", least>>20, "MB of", limit>>20)
		}
	}
	fmt.Println("done")
}
