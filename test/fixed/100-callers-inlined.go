// Each pc of runtime.Callers and Caller means one frame, inlined or not, and skip counts them all.
package main

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

func where(skip int) string {
	pc, file, line, ok := runtime.Caller(skip)
	return fmt.Sprint(path.Base(file), line, ok, runtime.FuncForPC(pc).Name())
}

func small() string  { return where(1) }
func small2() string { return where(2) }

func names() (list []string) {
	pcs := make([]uintptr, 10)
	pcs = pcs[:runtime.Callers(0, pcs)]
	for _, pc := range pcs {
		f, _ := runtime.CallersFrames([]uintptr{pc}).Next()
		list = append(list, f.Function)
		if f.Function == "main.main" {
			break
		}
	}
	return list
}

func outer() []string { return names() }

func main() {
	fmt.Println(where(0))
	fmt.Println(small())
	fmt.Println(small2())
	fmt.Println(strings.Join(outer(), "\n"))
	fmt.Println(runtime.FuncForPC(0) == nil)
}
