package main

import (
	"fmt"
	"io"
	"net"
	"sync"
	"syscall"
)

// echoServer answers on every connection with what it reads.
func echoServer() net.Listener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				b := make([]byte, 4096)
				for {
					n, err := c.Read(b)
					if err != nil {
						return
					}
					if _, err := c.Write(b[:n]); err != nil {
						return
					}
				}
			}()
		}
	}()
	return l
}

func tcpRows() {
	var limit syscall.Rlimit
	check(syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit))
	l := echoServer()
	for _, many := range []int{1, 64, 9900} { // both ends of a connection are ours
		many = min(many, int(limit.Cur)/2-50)
		conns := make([]net.Conn, many)
		for i := range conns {
			c, err := net.Dial("tcp", l.Addr().String())
			check(err)
			conns[i] = c
		}
		each := func(size int) {
			var group sync.WaitGroup
			for _, c := range conns {
				group.Go(func() {
					b := make([]byte, size)
					for range 10 {
						_, err := c.Write(b)
						check(err)
						_, err = io.ReadFull(c, b)
						check(err)
					}
				})
			}
			group.Wait()
		}
		perBatch(fmt.Sprintf("ping-pong of a byte, connections: %d", many), 0.91, 10*many, func() { each(1) })
		perBatch(fmt.Sprintf("echo of 4 KB, connections: %d", many), 0.91, 10*many, func() { each(4096) })
		for _, c := range conns {
			c.Close()
		}
	}
	perOp("connect, echo, close", 0.91, func(n int) {
		b := make([]byte, 1)
		for range n {
			c, err := net.Dial("tcp", l.Addr().String())
			check(err)
			c.(*net.TCPConn).SetLinger(0)
			c.Write(b)
			c.Read(b)
			c.Close()
		}
	})
}
