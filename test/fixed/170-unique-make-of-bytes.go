// unique.Make clones the string that it keeps: bytes made a string for it alone are not copied.
package main

import (
	"fmt"
	"testing"
	"unique"
)

var (
	bytes  = make([]byte, 100)
	handle unique.Handle[string]
)

type name string

var named unique.Handle[name]

func main() {
	handle = unique.Make(string(bytes))
	bytes[0]++
	fmt.Println(handle == unique.Make(string(bytes)), handle == unique.Make(string(make([]byte, 100))))
	fmt.Println(testing.AllocsPerRun(100, func() { handle = unique.Make(string(bytes)) }),
		testing.AllocsPerRun(100, func() { named = unique.Make(name(bytes[:40])) }))
}
