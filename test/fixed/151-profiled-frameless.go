// A CPU profile knows the caller of a function for which gcc sets up no frame.
package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"runtime/pprof"
	"strings"
	"time"
)

//go:noinline
func leaf(x int) int {
	for range 50_000_000 {
		if x > 0 {
			x *= x
		} else {
			x *= x + 1
		}
	}
	return x
}

//go:noinline
func middle(f func(int) int, x int) int { return f(x) + 1 }

func main() {
	var b bytes.Buffer
	pprof.StartCPUProfile(&b)
	n := 0
	for start := time.Now(); time.Since(start) < 300*time.Millisecond; {
		n += middle(leaf, n)
	}
	pprof.StopCPUProfile()
	z, err := gzip.NewReader(&b)
	if err != nil {
		panic(err)
	}
	raw, _ := io.ReadAll(z)
	fmt.Println(strings.Contains(string(raw), "main.leaf"), strings.Contains(string(raw), "main.middle"))
}
