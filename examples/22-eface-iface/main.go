// Row 22: an interface value is two words, a type and a data word. Small and constant values are
// boxed without allocation; comparing looks at the types first.
package main

import (
	"fmt"
	"testing"
	"unsafe"
)

type stringer interface{ String() string }
type id int

func (i id) String() string { return fmt.Sprintf("id-%d", int(i)) }

var sink any

func main() {
	var e any
	var s stringer
	fmt.Println("words:", unsafe.Sizeof(e)/8, unsafe.Sizeof(s)/8)

	e, s = id(7), id(7)
	fmt.Println("equal across interface types:", e == any(s), s.String())
	fmt.Println("same value, other type:", any(7) == any(int64(7)))

	for i := range 3 {
		small := byte(i)
		fmt.Println("allocations for a byte:", testing.AllocsPerRun(100, func() { sink = small }))
	}
	p := &e
	fmt.Println("allocations for a pointer:", testing.AllocsPerRun(100, func() { sink = p }))
	fmt.Println("allocations for a constant:", testing.AllocsPerRun(100, func() { sink = "constant" }))

	defer func() { fmt.Println(recover()) }()
	fmt.Println(any([]int{1}) == any([]int{1}))
}
