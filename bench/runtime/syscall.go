package main

import (
	"os"
	"syscall"
)

func syscallRows() {
	perOp("getppid", 1, func(n int) {
		for range n {
			syscall.Getppid()
		}
	})
	perOp("getppid, parallel", 1, func(n int) {
		parallel(n, func(n int) {
			for range n {
				syscall.Getppid()
			}
		})
	})
	r, w, err := os.Pipe()
	check(err)
	one := make([]byte, 1)
	perOp("pipe, write and read of a byte", 1, func(n int) {
		for range n {
			w.Write(one)
			r.Read(one)
		}
	})
	back, there, err := os.Pipe()
	check(err)
	go func() {
		b := make([]byte, 1)
		for {
			if _, err := r.Read(b); err != nil {
				return
			}
			there.Write(b)
		}
	}()
	perOp("pipe, ping-pong of two goroutines", 1, func(n int) {
		for range n {
			w.Write(one)
			back.Read(one)
		}
	})
	zero, err := os.Open("/dev/zero")
	check(err)
	page := make([]byte, 4096)
	perOp("read of 4 KB of /dev/zero", 1, func(n int) {
		for range n {
			zero.Read(page)
		}
	})
	perOp("open and close", 1, func(n int) {
		for range n {
			f, err := os.Open("/dev/null")
			check(err)
			f.Close()
		}
	})
}
