// What gc's compiler makes of these two by itself: its escape analysis leaves strings out. Ours treats
// all pointers alike, so at worst a string is on the heap that need not be.

package abi

// EscapeNonString forces v to be on the heap, if v contains a non-string pointer.
func EscapeNonString[T any](v T) { Escape(v) }

// EscapeToResultNonString models a data flow edge from v to the result.
func EscapeToResultNonString[T any](v T) T { return v }
