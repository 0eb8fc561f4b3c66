// A profiler's signals meet goroutines at the ends of their segments while collections poison their guards, and
// threads that wake from the poller while the world starts again.
package main

import (
	"fmt"
	"io"
	"runtime/pprof"
	"time"
)

//go:noinline
func grow(n int) {
	var buf [1 << 20]byte
	use(buf)
	if n > 0 {
		grow(n - 1)
	}
}

//go:noinline
func use(x [1 << 20]byte) {}

func main() {
	pprof.StartCPUProfile(io.Discard)
	end := time.After(time.Second)
	c := make(chan bool)
	for {
		go func() {
			grow(10)
			select {
			case c <- true:
			case <-time.After(time.Minute):
			}
		}()
		select {
		case <-end:
			pprof.StopCPUProfile()
			fmt.Println("done")
			return
		case <-c:
		}
	}
}
