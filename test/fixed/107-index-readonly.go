// What reflect hands out as a field's index is shared and read-only: a write faults, and panics if the program says so.
package main

import (
	"fmt"
	"reflect"
	"runtime/debug"
)

func main() {
	debug.SetPanicOnFault(true)
	f := reflect.TypeFor[struct{ a, b int }]().Field(1)
	fmt.Println(f.Index)
	defer func() {
		err, ok := recover().(interface{ Addr() uintptr })
		fmt.Println(ok && err.Addr() != 0)
		fmt.Println(reflect.TypeFor[struct{ a, b int }]().Field(1).Index)
	}()
	f.Index[0] = 7
}
