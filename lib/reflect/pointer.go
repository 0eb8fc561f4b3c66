// The code that a func's Pointer names. Here code is entered by C's calling convention, but machine code that modules
// make at run time (tetratelabs/wazero) goes by gc's registers. One function is known to be called so, runtime.memmove:
// its Pointer is an entry that takes gc's registers. A call of the func value does not come by it.

package reflect

import (
	"internal/abi"
	_ "unsafe" // for go:linkname
)

//go:linkname memmoveByRegisters ugrt_memmove_by_registers
func memmoveByRegisters()

// Pointer returns v's value, the pointer that v's value is or begins with, or a func's code, as a uintptr.
// It panics if v is not a [Chan], [Func], [Map], [Pointer], [Slice], [String], or [UnsafePointer].
func (v Value) Pointer() uintptr {
	escapes(v.ptr) // none of it is seen behind the uintptr
	switch v.kind() {
	case Chan, Map, Pointer, Slice, String, UnsafePointer:
		return uintptr(v.UnsafePointer())
	case Func:
		code := uintptr(v.UnsafePointer())
		if code == abi.FuncPCABIInternal(memmove) {
			return abi.FuncPCABIInternal(memmoveByRegisters)
		}
		return code
	}
	panic(&ValueError{"reflect.Value.Pointer", v.kind()})
}
