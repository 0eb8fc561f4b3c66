// Memory as a program sees it: statistics, forced collections, finalizers, cleanups, pinning.

package runtime

import (
	"internal/abi"
	"unsafe"
)

// A MemStats records statistics about the memory allocator. The fields mean what they mean in
// the reference runtime; sizes are in bytes, times in nanoseconds.
type MemStats struct {
	Alloc, TotalAlloc, Sys, Lookups, Mallocs, Frees                    uint64
	HeapAlloc, HeapSys, HeapIdle, HeapInuse, HeapReleased, HeapObjects uint64
	StackInuse, StackSys, MSpanInuse, MSpanSys, MCacheInuse, MCacheSys uint64
	BuckHashSys, GCSys, OtherSys, NextGC, LastGC, PauseTotalNs         uint64
	PauseNs                                                            [256]uint64 // circular; the last at (NumGC+255)%256
	PauseEnd                                                           [256]uint64
	NumGC, NumForcedGC                                                 uint32
	GCCPUFraction                                                      float64
	EnableGC, DebugGC                                                  bool
	BySize                                                             [61]struct {
		Size           uint32
		Mallocs, Frees uint64
	}
}

// ReadMemStats populates m with memory allocator statistics.
//
//go:linkname ReadMemStats ugrt_readmemstats
func ReadMemStats(m *MemStats)

// GC runs a garbage collection and blocks the caller until the garbage collection is complete.
//
//go:linkname GC ugrt_gc
func GC()

// KeepAlive marks its argument as currently reachable.
//
//go:noinline
func KeepAlive(x any) { keepAlive(x) }

//go:noescape
//go:linkname keepAlive ugx_keepalive
func keepAlive(x any)

// SetFinalizer sets the finalizer associated with obj to the provided finalizer function, or
// clears it when finalizer is nil. The finalizer runs once, on the finalizer goroutine, some time
// after obj became unreachable; it receives obj, which is thereby reachable again.
//
//go:linkname SetFinalizer ugrt_setfinalizer
func SetFinalizer(obj any, finalizer any)

// Cleanup is a handle to a cleanup call for a specific object.
type Cleanup struct {
	id  uint64
	ptr uintptr
}

// AddCleanup attaches a cleanup function to ptr. Some time after ptr is no longer reachable, the
// runtime will call cleanup(arg) in a separate goroutine.
func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) Cleanup {
	p := unsafe.Pointer(ptr)
	if p == nil {
		panic("runtime.AddCleanup: ptr is nil")
	}
	if a, ok := any(arg).(*T); ok && a == ptr {
		panic("runtime.AddCleanup: ptr is equal to arg, cleanup will never run")
	}
	var held unsafe.Pointer
	if k := abi.TypeOf(arg).Kind(); k == abi.Pointer || k == abi.UnsafePointer {
		held = *(*unsafe.Pointer)(unsafe.Pointer(&arg))
	}
	switch cleanupHolds(p, held, *(*unsafe.Pointer)(unsafe.Pointer(&cleanup))) {
	case heldByArg:
		panic("runtime.AddCleanup: ptr is within arg, cleanup will never run")
	case heldByClosure:
		panic("runtime.AddCleanup: cleanup function closes over ptr, cleanup will never run")
	}
	return Cleanup{addCleanup(p, func() { cleanup(arg) }), uintptr(p)}
}

// Stop cancels the cleanup call, unless it has been queued for execution already.
func (c Cleanup) Stop() {
	if c.id != 0 {
		stopCleanup(c.ptr, c.id)
	}
}

// What would keep an object from ever dying: its own cleanup.
const (
	heldByArg = iota + 1
	heldByClosure
)

//go:linkname cleanupHolds ugrt_cleanup_holds
func cleanupHolds(p, arg, closure unsafe.Pointer) int

//go:linkname addCleanup ugrt_addcleanup
func addCleanup(p unsafe.Pointer, fn func()) uint64

//go:linkname stopCleanup ugrt_stopcleanup
func stopCleanup(p uintptr, id uint64)

// A Pinner is a set of Go objects each pinned to a fixed location in memory. The collector
// doesn't move objects, so pinning keeps them reachable, no more.
type Pinner struct {
	refs []any
}

// Pin pins a Go object, preventing it from being moved or freed until Unpin has been called.
func (p *Pinner) Pin(pointer any) {
	switch t := abi.TypeOf(pointer); {
	case t == nil:
		panic(errorString("runtime.Pinner: argument is nil"))
	case t.Kind() != abi.Pointer && t.Kind() != abi.UnsafePointer:
		panic(errorString("runtime.Pinner: argument is not a pointer: " + typeString(t)))
	}
	p.refs = append(p.refs, pointer)
}

// Unpin unpins all pinned objects of the Pinner.
func (p *Pinner) Unpin() { p.refs = nil }
