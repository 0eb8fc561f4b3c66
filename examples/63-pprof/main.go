// Row 63: a program profiles itself: processor time, heap, blocking, contention, goroutines; and traces itself.
package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
	"strings"
	"sync"
	"time"
)

//go:noinline
func burn(d time.Duration) (n int) {
	for start := time.Now(); time.Since(start) < d; n++ {
		for i := range 10_000 {
			n ^= i
		}
	}
	return n
}

//go:noinline
func allocate() [][]byte {
	var all [][]byte
	for range 100 {
		all = append(all, make([]byte, 64<<10))
	}
	return all
}

//go:noinline
func hold(mu *sync.Mutex) {
	mu.Lock()
	time.Sleep(2 * time.Millisecond)
	mu.Unlock()
}

func unpacked(b *bytes.Buffer) string {
	z, err := gzip.NewReader(b)
	if err != nil {
		return err.Error()
	}
	raw, _ := io.ReadAll(z)
	return string(raw)
}

func profile(name string) string {
	var b bytes.Buffer
	pprof.Lookup(name).WriteTo(&b, 0)
	return unpacked(&b)
}

func main() {
	runtime.SetBlockProfileRate(1)
	runtime.SetMutexProfileFraction(1)
	runtime.MemProfileRate = 1

	var cpu bytes.Buffer
	pprof.StartCPUProfile(&cpu)
	pprof.Do(context.Background(), pprof.Labels("phase", "burning"), func(context.Context) { burn(200 * time.Millisecond) })
	pprof.StopCPUProfile()
	text := unpacked(&cpu)
	fmt.Println("cpu:", strings.Contains(text, "main.burn"), "label:", strings.Contains(text, "burning"))

	kept := allocate()
	runtime.GC()
	fmt.Println("heap:", strings.Contains(profile("heap"), "main.allocate"))

	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { hold(&mu) })
	}
	wg.Wait()
	fmt.Println("mutex:", strings.Contains(profile("mutex"), "main.hold"))
	fmt.Println("block:", strings.Contains(profile("block"), "main.hold"))
	fmt.Println("goroutine:", strings.Contains(profile("goroutine"), "main.main"))
	runtime.KeepAlive(kept)

	var events bytes.Buffer
	trace.Start(&events)
	trace.WithRegion(context.Background(), "holding", func() { hold(&mu) })
	trace.Stop()
	text = events.String()
	fmt.Println("trace:", strings.HasPrefix(text, "go 1.26 trace"), strings.Contains(text, "main.hold"),
		"region:", strings.Contains(text, "holding"))
}
