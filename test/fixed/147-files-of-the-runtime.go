// Frames of the C runtime that bear the names of functions of Go's are in those functions' files.
package main

import (
	"fmt"
	"runtime"
	"strings"
)

func show() {
	pcs := make([]uintptr, 10)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for {
		f, more := frames.Next()
		file := strings.TrimPrefix(f.File, runtime.GOROOT())
		if i := strings.LastIndex(file, "/"); !strings.HasPrefix(file, "/src/runtime/") {
			file = file[i+1:]
		}
		fmt.Println(f.Function, file)
		if !more {
			return
		}
	}
}

func main() {
	done := make(chan bool)
	go func() {
		show()
		close(done)
	}()
	<-done
	defer func() {
		recover()
		show()
	}()
	panic(1)
}
