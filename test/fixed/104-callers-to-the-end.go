// A complete stack ends with runtime.main and runtime.goexit; a panic in progress shows as runtime.gopanic.
package main

import (
	"fmt"
	"runtime"
)

func stack() {
	pcs := make([]uintptr, 20)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		fmt.Println(f.Function)
	}
}

func main() {
	done := make(chan bool)
	go func() { stack(); done <- true }()
	<-done
	defer func() { stack(); recover() }()
	panic("now")
}
