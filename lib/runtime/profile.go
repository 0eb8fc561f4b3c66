// Profiles: records of allocations, blocked goroutines and goroutines' stacks.
//
// The C side (runtime/prof) gathers them; package runtime/pprof writes them out.

package runtime

import (
	"internal/profilerecord"
	"unsafe"
)

// MemProfileRate controls the fraction of memory allocations that are recorded and reported in
// the memory profile: on average one sample per MemProfileRate bytes allocated.
//
//go:linkname MemProfileRate ugrt_go_memprofilerate
var MemProfileRate int = 512 * 1024

// A StackRecord describes a single execution stack.
type StackRecord struct {
	Stack0 [32]uintptr // stack trace for this record; ends at first 0 entry
}

// Stack returns the stack trace associated with the record, a prefix of r.Stack0.
func (r *StackRecord) Stack() []uintptr { return upToZero(r.Stack0[:]) }

// A MemProfileRecord describes the live objects allocated by a particular call sequence.
type MemProfileRecord struct {
	AllocBytes, FreeBytes     int64       // number of bytes allocated, freed
	AllocObjects, FreeObjects int64       // number of objects allocated, freed
	Stack0                    [32]uintptr // stack trace for this record; ends at first 0 entry
}

// InUseBytes returns the number of bytes in use (AllocBytes - FreeBytes).
func (r *MemProfileRecord) InUseBytes() int64 { return r.AllocBytes - r.FreeBytes }

// InUseObjects returns the number of objects in use (AllocObjects - FreeObjects).
func (r *MemProfileRecord) InUseObjects() int64 { return r.AllocObjects - r.FreeObjects }

// Stack returns the stack trace associated with the record, a prefix of r.Stack0.
func (r *MemProfileRecord) Stack() []uintptr { return upToZero(r.Stack0[:]) }

// BlockProfileRecord describes blocking events originated at a particular call sequence.
type BlockProfileRecord struct {
	Count  int64
	Cycles int64
	StackRecord
}

func upToZero(pcs []uintptr) []uintptr {
	for i, pc := range pcs {
		if pc == 0 {
			return pcs[:i]
		}
	}
	return pcs
}

// The internal profiles all have one shape: fill p if it is large enough, and say how many records there are.

//go:linkname recordedMemory ugx_memprofile
func recordedMemory(p []profilerecord.MemProfileRecord, inuseZero bool) (n int, ok bool)

//go:linkname recordedBlocking ugx_blockprofile
func recordedBlocking(p []profilerecord.BlockProfileRecord, skip []int, mutex bool) (n int, ok bool)

//go:linkname recordedGoroutines ugx_goroutineprofile
func recordedGoroutines(p []profilerecord.StackRecord, labels []unsafe.Pointer, leaked bool) (n int, ok bool)

//go:linkname setBlockProfileRate ugx_setblockprofilerate
func setBlockProfileRate(cycles int64)

//go:linkname setMutexProfileFraction ugx_setmutexprofilefraction
func setMutexProfileFraction(rate int) int

//go:linkname cyclesPerSecond ugx_cyclespersecond
func cyclesPerSecond() int64

// Recorded stacks are of physical frames; whoever reads a profile wants the inlined calls as well.
func withInlined(stack []uintptr) []uintptr {
	out := make([]uintptr, 128)
	return out[:logicalPCs(stack, out, false)]
}

func memProfile(p []profilerecord.MemProfileRecord, inuseZero bool) (n int, ok bool) {
	if n, ok = recordedMemory(p, inuseZero); ok {
		for i := range p[:n] {
			p[i].Stack = withInlined(p[i].Stack)
		}
	}
	return n, ok
}

func blockProfile(p []profilerecord.BlockProfileRecord, mutex bool) (n int, ok bool) {
	skip := make([]int, len(p))
	if n, ok = recordedBlocking(p, skip, mutex); ok {
		for i := range p[:n] {
			stack := withInlined(p[i].Stack)
			p[i].Stack = stack[min(skip[i], len(stack)):]
		}
	}
	return n, ok
}

func goroutineProfile(p []profilerecord.StackRecord, labels []unsafe.Pointer, leaked bool) (n int, ok bool) {
	if n, ok = recordedGoroutines(p, labels, leaked); ok {
		for i := range p[:n] {
			p[i].Stack = withInlined(p[i].Stack)
		}
	}
	return n, ok
}

// MemProfile returns a profile of memory allocated and freed per allocation site. If
// len(p) >= n, it copies the profile into p and returns n, true; otherwise n, false.
func MemProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool) {
	rec := make([]profilerecord.MemProfileRecord, len(p))
	if n, ok = memProfile(rec, inuseZero); !ok {
		return n, false
	}
	for i := range rec[:n] {
		r := &rec[i]
		p[i] = MemProfileRecord{AllocBytes: r.AllocBytes, FreeBytes: r.FreeBytes, AllocObjects: r.AllocObjects, FreeObjects: r.FreeObjects}
		copy(p[i].Stack0[:], r.Stack)
	}
	return n, true
}

func copyBlockProfile(p []BlockProfileRecord, mutex bool) (n int, ok bool) {
	rec := make([]profilerecord.BlockProfileRecord, len(p))
	if n, ok = blockProfile(rec, mutex); !ok {
		return n, false
	}
	for i := range rec[:n] {
		p[i] = BlockProfileRecord{Count: rec[i].Count, Cycles: rec[i].Cycles}
		copy(p[i].Stack0[:], rec[i].Stack)
	}
	return n, true
}

// BlockProfile returns n, the number of records in the current blocking profile, and copies them into p if it has room.
func BlockProfile(p []BlockProfileRecord) (n int, ok bool) { return copyBlockProfile(p, false) }

// MutexProfile returns n, the number of records in the current mutex profile, and copies them into p if it has room.
func MutexProfile(p []BlockProfileRecord) (n int, ok bool) { return copyBlockProfile(p, true) }

func copyStacks(p []StackRecord, rec []profilerecord.StackRecord) {
	for i := range rec {
		p[i] = StackRecord{}
		copy(p[i].Stack0[:], rec[i].Stack)
	}
}

// GoroutineProfile returns n, the number of records in the active goroutine stack profile, and copies them into p if it has room.
func GoroutineProfile(p []StackRecord) (n int, ok bool) {
	rec := make([]profilerecord.StackRecord, len(p))
	if n, ok = goroutineProfile(rec, nil, false); ok {
		copyStacks(p, rec[:n])
	}
	return n, ok
}

// ThreadCreateProfile returns n, the number of records in the thread creation profile. Threads are
// made by the scheduler alone, whose stacks say nothing of the program: the profile has no records.
func ThreadCreateProfile(p []StackRecord) (n int, ok bool) { return 0, true }

// SetBlockProfileRate controls the fraction of goroutine blocking events that are reported in the
// blocking profile: on average one per rate nanoseconds spent blocked; 1 for all, <= 0 for none.
func SetBlockProfileRate(rate int) {
	switch {
	case rate <= 0:
		setBlockProfileRate(0)
	case rate == 1:
		setBlockProfileRate(1)
	default:
		setBlockProfileRate(max(1, int64(float64(rate)*float64(cyclesPerSecond())/1e9)))
	}
}

// SetMutexProfileFraction controls the fraction of mutex contention events that are reported in
// the mutex profile: on average 1/rate. It returns the previous rate; rate < 0 only asks.
func SetMutexProfileFraction(rate int) int { return setMutexProfileFraction(rate) }

// SetCPUProfileRate sets the CPU profiling rate to hz samples per second; hz <= 0 turns it off.
//
//go:linkname SetCPUProfileRate ugx_setcpuprofilerate
func SetCPUProfileRate(hz int)

// CPUProfile panics. It formerly provided raw access to chunks of a pprof-format profile.
//
// Deprecated: Use the runtime/pprof package, or the handlers in net/http/pprof.
func CPUProfile() []byte { panic("CPUProfile no longer available") }

// ---- The CPU profile, as package runtime/pprof wants it: records of length, time, count and stack.

const (
	cpuWait = iota // nothing to read now
	cpuRecord
	cpuEnd // profiling ended and all has been read
)

//go:linkname readCPUSample ugx_cpuprofile_read
func readCPUSample(stack []uintptr) (state int, when, count uint64, label unsafe.Pointer, n int)

//go:linkname sleep ugx_time_sleep
func sleep(ns int64)

//go:linkname pprof_readProfile runtime/pprof.readProfile
func pprof_readProfile() (data []uint64, tags []unsafe.Pointer, eof bool) {
	var stack, logical [128]uintptr
	for {
		state, when, count, label, n := readCPUSample(stack[:])
		switch {
		case state == cpuRecord:
			pcs := stack[:n]
			if count == 1 {
				pcs = logical[:logicalPCs(pcs, logical[:], true)]
			}
			data = append(data, uint64(3+len(pcs)), when, count)
			for _, pc := range pcs {
				data = append(data, uint64(pc))
			}
			tags = append(tags, label)
		case len(data) > 0:
			return data, tags, false
		case state == cpuEnd:
			return nil, nil, true
		default:
			sleep(100e6)
		}
	}
}

// ---- runtime/pprof's doors.

//go:linkname pprof_goroutineProfileWithLabels runtime.pprof_goroutineProfileWithLabels
func pprof_goroutineProfileWithLabels(p []profilerecord.StackRecord, labels []unsafe.Pointer) (n int, ok bool) {
	return goroutineProfile(p, labels, false)
}

//go:linkname pprof_goroutineLeakProfileWithLabels runtime.pprof_goroutineLeakProfileWithLabels
func pprof_goroutineLeakProfileWithLabels(p []profilerecord.StackRecord, labels []unsafe.Pointer) (n int, ok bool) {
	return goroutineProfile(p, labels, true)
}

//go:linkname pprof_memProfileInternal runtime.pprof_memProfileInternal
func pprof_memProfileInternal(p []profilerecord.MemProfileRecord, inuseZero bool) (n int, ok bool) {
	return memProfile(p, inuseZero)
}

//go:linkname pprof_blockProfileInternal runtime.pprof_blockProfileInternal
func pprof_blockProfileInternal(p []profilerecord.BlockProfileRecord) (n int, ok bool) {
	return blockProfile(p, false)
}

//go:linkname pprof_mutexProfileInternal runtime.pprof_mutexProfileInternal
func pprof_mutexProfileInternal(p []profilerecord.BlockProfileRecord) (n int, ok bool) {
	return blockProfile(p, true)
}

//go:linkname pprof_threadCreateInternal runtime.pprof_threadCreateInternal
func pprof_threadCreateInternal(p []profilerecord.StackRecord) (n int, ok bool) { return 0, true }

//go:linkname pprof_fpunwindExpand runtime.pprof_fpunwindExpand
func pprof_fpunwindExpand(dst, src []uintptr) int { return copy(dst, src) }

//go:linkname pprof_makeProfStack runtime.pprof_makeProfStack
func pprof_makeProfStack() []uintptr { return make([]uintptr, 128) }

//go:linkname pprof_FrameStartLine runtime/pprof.runtime_FrameStartLine
func pprof_FrameStartLine(f *Frame) int { return f.startLine }

//go:linkname pprof_FrameSymbolName runtime/pprof.runtime_FrameSymbolName
func pprof_FrameSymbolName(f *Frame) string { return f.Function }

//go:linkname pprof_expandFinalInlineFrame runtime/pprof.runtime_expandFinalInlineFrame
func pprof_expandFinalInlineFrame(stk []uintptr) []uintptr { return stk }
