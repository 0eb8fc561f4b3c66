// What gc's compiler makes of the first by itself; ours drops calls of it where strings are all the pointers there are.

package abi

import "unsafe"

// EscapeNonString forces v to be on the heap, if v contains a non-string pointer.
func EscapeNonString[T any](v T) { Escape(v) }

// EscapeToResultNonString models a data flow edge from v to the result, unless strings are all it points to.
func EscapeToResultNonString[T any](v T) T {
	EscapeNonString(v)
	return *(*T)(NoEscape(unsafe.Pointer(&v)))
}
