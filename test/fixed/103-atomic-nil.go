// Atomic operations through nil panic like any other nil dereference, called directly or as values.
package main

import (
	"fmt"
	"sync/atomic"
	"unsafe"
)

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

func main() {
	add, swap := atomic.AddInt64, atomic.SwapPointer
	try("cas", func() { atomic.CompareAndSwapInt32(nil, 0, 0) })
	try("method", func() { (*atomic.Uint64)(nil).Add(1) })
	try("pointer", func() { (*atomic.Pointer[int])(nil).CompareAndSwap(nil, new(int)) })
	try("value", func() { add(nil, 1) })
	try("pointer value", func() { swap(nil, unsafe.Pointer(new(int))) })
}
