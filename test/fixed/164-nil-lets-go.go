// A local that is set to nil, or received into, keeps nothing alive: not in a register nor in the frame.
package main

import "runtime"

type big [10 << 20]byte

func used() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Alloc
}

//go:noinline
func drop(x *big) {
	before := used()
	runtime.KeepAlive(x)
	x = nil
	if now := used(); before < now+9<<20 {
		println("still there:", before, now)
	}
}

func main() {
	drop(new(big))
	println("done")
}
