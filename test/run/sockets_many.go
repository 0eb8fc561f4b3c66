// Many sockets on few threads: a thousand connections, or as many as the argument says, all open at once, each with an
// echo; then all wait, and a few threads are enough.
package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func threads() int {
	text, err := os.ReadFile("/proc/self/status")
	check(err)
	_, rest, _ := strings.Cut(string(text), "Threads:")
	n, err := strconv.Atoi(strings.Fields(rest)[0])
	check(err)
	return n
}

func main() {
	many := 1000
	if len(os.Args) > 1 {
		many, _ = strconv.Atoi(os.Args[1])
	}
	var limit syscall.Rlimit
	check(syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit))
	if wanted := uint64(2*many + 100); limit.Cur < wanted {
		limit.Cur, limit.Max = wanted, max(limit.Max, wanted)
		check(syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit))
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				io.Copy(c, c)
				c.Close()
			}()
		}
	}()
	var connected, answered, ended sync.WaitGroup
	connected.Add(many)
	answered.Add(many)
	dials := make(chan bool, 100) // the kernel's queue of those that nobody has accepted is short
	finish := make(chan bool)
	for i := range many {
		ended.Go(func() {
			dials <- true
			c, err := net.Dial("tcp", l.Addr().String())
			check(err)
			<-dials
			connected.Done()
			connected.Wait()
			in := bufio.NewReader(c)
			for round := range 3 {
				want := fmt.Sprintln("connection", i, "round", round)
				_, err = io.WriteString(c, want)
				check(err)
				line, err := in.ReadString('\n')
				check(err)
				if line != want {
					fmt.Print("got ", line, "want ", want)
				}
			}
			answered.Done()
			<-finish
			c.Close()
		})
	}
	answered.Wait()
	if n := threads(); n > 30 {
		fmt.Println(n, "threads")
	}
	close(finish)
	ended.Wait()
	fmt.Println("done")
}
