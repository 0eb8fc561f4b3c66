// Goroutines, threads and processors, as a program sees them.

package runtime

import "unsafe"

// Gosched yields the processor, allowing other goroutines to run.
//
//go:linkname Gosched ugx_gosched
func Gosched()

// Goexit terminates the goroutine that calls it, after running all its deferred calls. Called
// from the main goroutine it ends that one only; the program crashes once no others are left.
func Goexit() { goexit() }

//go:linkname goexit ugx_goexit
func goexit()

// GOMAXPROCS sets the maximum number of CPUs that can be executing simultaneously and returns
// the previous setting. If n < 1, it does not change the current setting.
//
//go:linkname GOMAXPROCS ugx_gomaxprocs
func GOMAXPROCS(n int) int

// SetDefaultGOMAXPROCS updates the GOMAXPROCS setting to the runtime default.
//
//go:linkname SetDefaultGOMAXPROCS ugx_setdefaultgomaxprocs
func SetDefaultGOMAXPROCS()

// NumCPU returns the number of logical CPUs usable by the current process.
//
//go:linkname NumCPU ugx_numcpu
func NumCPU() int

// NumGoroutine returns the number of goroutines that currently exist.
//
//go:linkname NumGoroutine ugx_numgoroutine
func NumGoroutine() int

// NumCgoCall returns the number of cgo calls made by the current process.
func NumCgoCall() int64 { return 0 }

// LockOSThread wires the calling goroutine to its current operating system thread until as many
// calls of UnlockOSThread have been made.
//
//go:linkname LockOSThread ugx_lockosthread
func LockOSThread()

// UnlockOSThread undoes an earlier call to LockOSThread.
//
//go:linkname UnlockOSThread ugx_unlockosthread
func UnlockOSThread()

// Breakpoint executes a breakpoint trap.
//
//go:linkname Breakpoint ugx_breakpoint
func Breakpoint()

// SetCgoTraceback records C functions that gather traceback information from C code. Tracebacks
// cross C frames by their frame pointers, so the functions are not needed and not called.
func SetCgoTraceback(version int, traceback, context, symbolizer unsafe.Pointer) {
	if version != 0 {
		panic("unsupported version")
	}
}

//go:linkname nanotime ugx_nanotime
func nanotime() int64

//go:linkname rand ugx_rand64
func rand() uint64

//go:linkname randn ugx_randn
func randn(n uint32) uint32

// ---- Coroutines of package iter: two goroutines that hand one processor to and fro.

type coro struct{}

//go:linkname newcoro ugx_newcoro
func newcoro(f func(*coro)) *coro

//go:linkname coroswitch ugx_coroswitch
func coroswitch(c *coro)
