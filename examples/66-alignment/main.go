// Row 66: where fields lie: alignment makes holes, order fills them, a last field of size zero is padded.
package main

import (
	"fmt"
	"unsafe"
)

type loose struct {
	a bool
	b int64
	c bool
	d int32
	e bool
}

type tight struct {
	b       int64
	d       int32
	a, c, e bool
}

type ending struct {
	n    int64
	last struct{} // its address must not be that of the next object
}

type inner struct {
	first struct{}
	n     int64
}

func main() {
	var l loose
	fmt.Println(unsafe.Sizeof(l), unsafe.Offsetof(l.b), unsafe.Offsetof(l.c), unsafe.Offsetof(l.d), unsafe.Offsetof(l.e))
	fmt.Println(unsafe.Sizeof(tight{}), unsafe.Sizeof(ending{}), unsafe.Sizeof(inner{}))
	fmt.Println(unsafe.Alignof(l), unsafe.Alignof(struct{ x [3]uint16 }{}), unsafe.Sizeof([3]struct {
		a int32
		b byte
	}{}))
	fmt.Println(unsafe.Sizeof(complex128(0)), unsafe.Sizeof(""), unsafe.Sizeof([]int(nil)), unsafe.Sizeof(any(nil)))
}
