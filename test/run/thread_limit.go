// debug.SetMaxThreads: one thread too many is fatal.
package main

import (
	"os"
	"runtime/debug"
	"syscall"
)

func main() {
	debug.SetMaxThreads(10)
	r, _, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	fd := int(r.Fd()) // blocking
	for range 20 {
		go syscall.Read(fd, make([]byte, 1))
	}
	select {}
}
