// A hundred thousand goroutines panic and recover at once: by hand, by faults, by the runtime's errors, through deferred
// calls that panic again, with Goexit on the way; the collector runs meanwhile.
package main

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

const many = 100_000

var (
	recovered [6]atomic.Int64
	nilp      *struct{ far, value int }
	table     = make([]int, 4)
	zero      int
)

func provoke(kind, i int) {
	switch kind {
	case 0:
		panic(i)
	case 1:
		table[0] = nilp.value
	case 2:
		table[i%4+4] = 1
	case 3:
		table[0] /= zero
	case 4:
		defer func() { panic(fmt.Sprint("again ", recover())) }()
		panic("first")
	case 5:
		runtime.Goexit()
	}
}

func expect(kind, i int, r any) bool {
	var e runtime.Error
	err, _ := r.(error)
	switch kind {
	case 0:
		return r == i
	case 4:
		return r == "again first"
	case 5:
		return r == nil
	}
	return errors.As(err, &e)
}

func run(i int) {
	kind := i % 6
	defer func() {
		if r := recover(); !expect(kind, i, r) {
			fmt.Println("kind", kind, "recovered", r)
		}
		recovered[kind].Add(1)
	}()
	deeper(kind, i, i%50)
}

func deeper(kind, i, n int) {
	var frame [16]int
	defer func() { frame[n%16]++ }()
	if n == 0 {
		provoke(kind, i)
		fmt.Println("kind", kind, "went on")
		return
	}
	deeper(kind, i, n-1)
}

func main() {
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range many {
		done.Go(func() {
			start.Wait()
			run(i)
		})
	}
	start.Done()
	stop := make(chan bool)
	go func() {
		for range 20 {
			runtime.GC()
		}
		close(stop)
	}()
	done.Wait()
	<-stop
	total := int64(0)
	for i := range recovered {
		total += recovered[i].Load()
	}
	fmt.Println(total)
}
