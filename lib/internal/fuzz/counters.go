// Counters of the edges of instrumented packages.

package fuzz

import "unsafe"

//go:linkname counters ugx_fuzz_counters
func counters() unsafe.Pointer

//go:linkname ncounters ugx_fuzz_ncounters
func ncounters() uintptr

func coverage() []byte { return unsafe.Slice((*byte)(counters()), ncounters()) }
