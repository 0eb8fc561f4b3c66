// A traceback finds its way although a preemption was asked for at the entry of one function that
// ends in a jump to another: the stack then holds two frames of the stack switch in a row.
package main

import (
	"bytes"
	"fmt"
	"runtime"
)

func main() {
	stop := make(chan bool)
	go func() {
		for {
			select {
			case <-stop:
				return
			default:
				runtime.GC()
			}
		}
	}()
	buf := make([]byte, 1000)
	missing := 0
	for range 200000 {
		n := runtime.Stack(buf, false)
		if !bytes.Contains(buf[:n], []byte("main.main()")) {
			missing++
		}
	}
	stop <- true
	fmt.Println(missing)
}
