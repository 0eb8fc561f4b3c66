// A function has one *Func, whichever way it is come by, and frames compare equal; the first frame that
// Callers can give is its own, at its place in the Go tree (go-stack/stack finds the tree by it).
package main

import (
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
)

func frame(skip int) runtime.Frame {
	var pc [1]uintptr
	runtime.Callers(skip+1, pc[:])
	f, _ := runtime.CallersFrames(pc[:]).Next()
	return f
}

//go:noinline
func twice() (a, b [1]runtime.Frame) {
	for i, f := range []*[1]runtime.Frame{&a, &b} {
		f[0] = frame(2)
		_ = i
	}
	return
}

func main() {
	a, b := twice()
	fmt.Println(a == b, a[0].Func == b[0].Func, a[0].Func == runtime.FuncForPC(reflect.ValueOf(main).Pointer()))
	fmt.Println(runtime.FuncForPC(reflect.ValueOf(twice).Pointer()) == a[0].Func)
	pc, _, _, _ := runtime.Caller(0)
	fmt.Println(runtime.FuncForPC(pc) == a[0].Func, runtime.FuncForPC(pc).Name())
	fmt.Println(frame(-1).Function, filepath.Base(frame(-1).File), strings.HasPrefix(frame(-1).File, runtime.GOROOT()), frame(-1).Line)
	n := testing(func() { runtime.FuncForPC(pc) })
	fmt.Println("allocations:", n)
}

func testing(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 1000 {
		f()
	}
	runtime.ReadMemStats(&after)
	return (after.Mallocs - before.Mallocs) / 1000
}
