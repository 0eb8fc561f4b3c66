// Row 59: package unsafe: sizes, offsets, conversions between pointers, slices and strings over foreign memory.
package main

import (
	"fmt"
	"unsafe"
)

type header struct {
	kind  uint8
	size  uint32
	flags uint16
}

func main() {
	h := header{1, 2, 3}
	fmt.Println(unsafe.Sizeof(h), unsafe.Alignof(h), unsafe.Offsetof(h.size), unsafe.Offsetof(h.flags))

	p := unsafe.Pointer(&h)
	*(*uint32)(unsafe.Add(p, unsafe.Offsetof(h.size))) = 42
	*(*uint16)(unsafe.Pointer(uintptr(p) + unsafe.Offsetof(h.flags))) = 7
	fmt.Println(h)

	f := 1.5
	fmt.Printf("%#x\n", *(*uint64)(unsafe.Pointer(&f)))

	b := []byte("bytes")
	s := unsafe.String(unsafe.SliceData(b), len(b)) // shares b's memory
	b[0] = 'B'
	fmt.Println(s, len(unsafe.Slice(unsafe.StringData(s), 3)))

	words := unsafe.Slice((*uint32)(unsafe.Pointer(&[2]uint64{1, 2})), 4)
	fmt.Println(words)
	defer func() { fmt.Println(recover()) }()
	n := -1
	_ = unsafe.Slice(&b[0], n)
}
