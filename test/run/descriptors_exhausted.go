// A server that runs out of descriptors in its accept loop: Accept gives a temporary error, and the server goes on when
// connections end. Connections that are dropped in the middle end their goroutines.
package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"sync"
	"syscall"
	"time"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	var limit syscall.Rlimit
	check(syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit))
	before := limit
	limit.Cur = 64
	check(syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit))
	var refused, served int
	var serving sync.WaitGroup
	accepting := make(chan bool)
	go func() {
		defer close(accepting)
		for {
			c, err := l.Accept()
			if err != nil {
				if errors.Is(err, net.ErrClosed) {
					return
				}
				if !errors.Is(err, syscall.EMFILE) || !err.(net.Error).Temporary() {
					fmt.Println(err)
				}
				refused++
				time.Sleep(time.Millisecond)
				continue
			}
			served++
			serving.Go(func() {
				io.Copy(c, c)
				c.Close()
			})
		}
	}()
	for round := range 3 {
		var conns []net.Conn
		for {
			c, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				if !errors.Is(err, syscall.EMFILE) {
					fmt.Println(err)
				}
				break
			}
			conns = append(conns, c)
		}
		if len(conns) < 10 {
			fmt.Println("round", round, len(conns), "connections")
		}
		time.Sleep(5 * time.Millisecond)
		for i, c := range conns {
			c.Write(make([]byte, 1000))
			if i%2 == 0 {
				c.(*net.TCPConn).SetLinger(0) // reset: the server's reads and writes fail
			}
			c.Close()
		}
		for begin := time.Now(); time.Since(begin) < 10*time.Second && runtime.NumGoroutine() > 2; {
			time.Sleep(time.Millisecond)
		}
		if n := runtime.NumGoroutine(); n > 2 {
			fmt.Println("round", round, n, "goroutines left")
		}
	}
	l.Close()
	<-accepting
	serving.Wait()
	check(syscall.Setrlimit(syscall.RLIMIT_NOFILE, &before))
	fmt.Println(refused > 0, served > 0)
}
