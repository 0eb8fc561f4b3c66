// The pc that stands for a caller of an inlined call is the same wherever in the inlined body it is asked for:
// programs find a frame again by it (jtolds/gls tags stacks so).
package main

import (
	"fmt"
	"runtime"
)

var deeper [2]func(uint, func())

func step(tag uint, f func()) {
	if tag == 0 {
		f()
	} else {
		deeper[tag&1](tag>>1, f)
	}
}

//go:noinline
func mark0(tag uint, f func()) { step(tag, f) }

//go:noinline
func mark1(tag uint, f func()) { step(tag, f) }

//go:noinline
func at(depth int) uintptr {
	var pc [1]uintptr
	runtime.Callers(depth, pc[:])
	return pc[0]
}

func main() {
	deeper = [2]func(uint, func()){mark0, mark1}
	known := map[uintptr]string{}
	for i, mark := range deeper {
		mark(0, func() { known[at(4)] = fmt.Sprint("mark", i) })
	}
	mark0(6, func() {
		for depth := 3; depth <= 9; depth++ {
			pc := at(depth)
			fmt.Println(known[pc], runtime.FuncForPC(pc).Name() == runtime.FuncForPC(pc-1).Name())
			frame, _ := runtime.CallersFrames([]uintptr{pc}).Next()
			fmt.Println(frame.Function, frame.Line)
		}
	})
}
