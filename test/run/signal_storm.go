// Signals by the thousand while goroutines compute, allocate, wait and start programs: SIGURG and SIGUSR1 from outside, the
// profiler at 10 kHz, SIGCHLD of ended processes. Nothing is lost, and system calls that are interrupted go on.
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"runtime/pprof"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

func main() {
	runtime.SetCPUProfileRate(10_000) // that it is set already is then said on standard error
	var profile bytes.Buffer
	if err := pprof.StartCPUProfile(&profile); err != nil {
		fmt.Println(err)
	}
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGUSR1, syscall.SIGCHLD)
	var stop atomic.Bool
	var got atomic.Int64
	go func() {
		for range caught {
			got.Add(1)
		}
	}()
	var storm, work sync.WaitGroup
	for _, sig := range []syscall.Signal{syscall.SIGURG, syscall.SIGUSR1, syscall.SIGCHLD} {
		storm.Go(func() {
			for n := 0; !stop.Load(); n++ {
				if err := syscall.Kill(os.Getpid(), sig); err != nil {
					fmt.Println(err)
				}
				if n%100 == 0 {
					time.Sleep(100 * time.Microsecond)
				}
			}
		})
	}
	work.Go(func() { // sums in registers
		for range 20 {
			sum := 0.0
			for i := range 1_000_000 {
				sum += float64(i)
			}
			if sum != 499999500000 {
				fmt.Println("sum", sum)
			}
		}
	})
	work.Go(func() { // a heap that is collected
		type list struct{ next *list }
		for range 20 {
			var l *list
			for range 50_000 {
				l = &list{l}
			}
			n := 0
			for ; l != nil; l = l.next {
				n++
			}
			if n != 50_000 {
				fmt.Println("list", n)
			}
		}
	})
	work.Go(func() { // deep stacks
		var deep func(n int) int
		deep = func(n int) int {
			if n == 0 {
				return 0
			}
			return deep(n-1) + 1
		}
		for range 20 {
			if n := deep(20_000); n != 20_000 {
				fmt.Println("deep", n)
			}
		}
	})
	work.Go(func() { // pipes: reads and writes are interrupted
		r, w, err := os.Pipe()
		if err != nil {
			fmt.Println(err)
			return
		}
		go func() {
			for i := range 200_000 {
				w.Write([]byte{byte(i)})
			}
			w.Close()
		}()
		total, b := 0, make([]byte, 100)
		for {
			n, err := r.Read(b)
			if err != nil {
				break
			}
			for _, c := range b[:n] {
				if c != byte(total) {
					fmt.Println("pipe: byte", total)
				}
				total++
			}
		}
		if total != 200_000 {
			fmt.Println("pipe", total)
		}
	})
	for range 2 {
		work.Go(func() { // programs
			for i := range 15 {
				out, err := exec.Command("/bin/sh", "-c", fmt.Sprint("echo ", i, "; exit ", i%3)).Output()
				code := 0
				if e, ok := err.(*exec.ExitError); ok {
					code = e.ExitCode()
				} else if err != nil {
					fmt.Println(err)
				}
				if string(out) != fmt.Sprint(i, "\n") || code != i%3 {
					fmt.Println("program", i, string(out), code)
				}
			}
		})
	}
	work.Wait()
	stop.Store(true)
	storm.Wait()
	pprof.StopCPUProfile()
	if got.Load() == 0 || profile.Len() == 0 {
		fmt.Println("signals", got.Load(), "profile", profile.Len())
	}
	fmt.Println("done")
}
