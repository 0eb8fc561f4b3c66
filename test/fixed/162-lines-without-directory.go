// A //line directive's file name without a directory stays as it is; none at all is ??.
package main

import "runtime"

func where() string {
	_, file, _, _ := runtime.Caller(1)
	return file
}

func main() {
//line :1
	println(where())
//line foo.go:1
	println(where())
//line sub/foo.go:1
	println(where())
}
