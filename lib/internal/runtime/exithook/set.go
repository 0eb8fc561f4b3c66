// What gc's runtime, which imports this package, sets in it: here the package gives itself to the runtime.

package exithook

import (
	"runtime"
	_ "unsafe"
)

//go:linkname goid ugrt_goid
func goid() uint64

//go:linkname throw ugx_throw
func throw(msg string)

// set is the runtime's: what it is given is run at exit.
func set(run func(code int))

func init() {
	Gosched, Goid, Throw = runtime.Gosched, goid, throw
	set(Run)
}
