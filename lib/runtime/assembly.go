// What assembly outside std calls in package runtime. Declared here, so that each gets an entry with
// gc's frame where assembly refers to it; lib/bind.txt says which C function it is.

package runtime

import "unsafe"

func memmove(to, from unsafe.Pointer, n uintptr)
func memclrNoHeapPointers(ptr unsafe.Pointer, n uintptr)
func memequal(a, b unsafe.Pointer, size uintptr) bool
func entersyscall()
func exitsyscall()
