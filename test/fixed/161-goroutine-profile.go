// The goroutine profile shows every goroutine, not the caller's alone.
package main

import (
	"fmt"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"
)

func blocked(c chan int) { <-c }

func main() {
	c := make(chan int)
	for range 3 {
		go blocked(c)
	}
	time.Sleep(10 * time.Millisecond)
	var b strings.Builder
	pprof.Lookup("goroutine").WriteTo(&b, 1)
	fmt.Println(strings.Contains(b.String(), "3 @"), strings.Contains(b.String(), "main.blocked"))
	records := make([]runtime.StackRecord, 10)
	n, ok := runtime.GoroutineProfile(records)
	fmt.Println(n, ok)
}
