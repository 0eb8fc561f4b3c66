// CPU, block and mutex profiles name the functions that spent the time.
package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"time"
)

var sink uint64

//go:noinline
func burn(d time.Duration) {
	for t := time.Now(); time.Since(t) < d; {
		for i := range 100000 {
			sink = sink*31 + uint64(i)
		}
	}
}

//go:noinline
func waitForIt(c chan int) { <-c }

//go:noinline
func contend(mu *sync.Mutex) {
	mu.Lock()
	time.Sleep(5 * time.Millisecond)
	mu.Unlock()
}

func text(name string) string {
	var b bytes.Buffer
	pprof.Lookup(name).WriteTo(&b, 1)
	return b.String()
}

func main() {
	runtime.SetBlockProfileRate(1)
	runtime.SetMutexProfileFraction(1)
	var cpu bytes.Buffer
	if err := pprof.StartCPUProfile(&cpu); err != nil {
		panic(err)
	}
	pprof.Do(context.Background(), pprof.Labels("job", "burning"), func(context.Context) { burn(300 * time.Millisecond) })
	c := make(chan int)
	go func() { time.Sleep(20 * time.Millisecond); c <- 1 }()
	waitForIt(c)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { contend(&mu) })
	}
	wg.Wait()
	pprof.StopCPUProfile()
	z, err := gzip.NewReader(&cpu)
	if err != nil {
		panic(err)
	}
	raw, _ := io.ReadAll(z)
	fmt.Println("cpu names burn:", bytes.Contains(raw, []byte("main.burn")))
	fmt.Println("label:", bytes.Contains(raw, []byte("burning")))
	fmt.Println("block names waitForIt:", strings.Contains(text("block"), "main.waitForIt"))
	fmt.Println("mutex names contend:", strings.Contains(text("mutex"), "main.contend"))
}
