// Facts about the build and the program's callers: versions, Caller, Callers, Frames, Func.
//
// The tables behind them are read by the C side (runtime/debug/pctab.c), inlined calls included.

package runtime

import "internal/runtime/atomic"

// GOOS is the running program's operating system target.
const GOOS string = "linux"

// GOARCH is the running program's architecture target.
const GOARCH string = "amd64"

// Compiler is the name of the compiler toolchain that built the running binary. It says gc, since
// programs take any other name for a toolchain with rules of its own (build tags, file suffixes).
const Compiler = "gc"

// GOROOT returns the root of the Go tree: the GOROOT environment variable, or the tree used at build time.
//
// Deprecated: The root used during the Go build will not be meaningful if the binary is copied to
// another machine.
func GOROOT() string {
	if s := getenv("GOROOT"); s != "" {
		return s
	}
	return buildGoroot()
}

// Version returns the Go tree's version string.
//
//go:linkname Version ugx_goversion
func Version() string

//go:linkname buildGoroot ugx_goroot
func buildGoroot() string

//go:linkname getenv ugx_getenv
func getenv(name string) string

// Caller reports file and line number information about function invocations on the calling
// goroutine's stack. The argument skip is the number of stack frames to ascend, with 0
// identifying the caller of Caller.
//
//go:noinline
func Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	var pcs [1]uintptr
	if callers(skip+1, pcs[:]) < 1 {
		return
	}
	var raw pcFrame
	if !frameAt(pcs[0], &raw) {
		return
	}
	return pcs[0], raw.file, int(raw.line), true
}

// Callers fills the slice pc with the return program counters of function invocations on the
// calling goroutine's stack. The argument skip is the number of stack frames to skip before
// recording in pc, with 0 identifying the frame for Callers itself and 1 the caller of Callers.
//
//go:noinline
func Callers(skip int, pc []uintptr) int {
	if len(pc) == 0 {
		return 0
	}
	return callers(skip, pc)
}

// callers counts logical frames: skip 0 is the Go function that called callers. Each recorded pc
// denotes its frame alone, inlined or not (runtime/golib/callers.c), so any subset of pcs stays meaningful.
//
//go:noescape
//go:linkname callers ugx_callers
func callers(skip int, pcs []uintptr) int

// logicalPCs makes such pcs of the return addresses of physical frames, which profiles record.
//
//go:noescape
//go:linkname logicalPCs ugx_logical_pcs
func logicalPCs(physical, out []uintptr, withC bool) int

// Frames may be used to get function/file/line information for a slice of PC values returned by Callers.
type Frames struct {
	callers []uintptr
}

// Frame is the information returned by Frames for each call frame.
type Frame struct {
	PC       uintptr
	Func     *Func
	Function string
	File     string
	Line     int

	startLine int
	Entry     uintptr
}

// CallersFrames takes a slice of PC values returned by Callers and prepares to return
// function/file/line information.
func CallersFrames(callers []uintptr) *Frames { return &Frames{callers: callers} }

// pcFrame is what the C side fills in: UgPcFrame of runtime/debug/debug.h.
type pcFrame struct {
	fn, file        string
	entry           uintptr
	line, startLine int32
	flags, call     uint32
	linkPC          uintptr
}

const frameInlined = 8 // UG_PCF_INLINED

// The table's strings are not the collector's, and the C side writes nothing else into out.
//
//go:noescape
//go:linkname tableFrame ugx_pc_frame
func tableFrame(pc uintptr, out *pcFrame) bool

// frameAt fills in the frame that pc means. Callers, and functions of the C runtime that bear the names of their
// counterparts in Go, are at those' places in go1.26.8, too: programs that shorten or compare traces know the files.
func frameAt(pc uintptr, out *pcFrame) bool {
	if !tableFrame(pc, out) {
		return false
	}
	switch out.fn {
	case "runtime.Callers":
		out.file, out.line = goFile("extern.go"), 339
	case "runtime.goexit":
		out.file, out.line = goFile("asm_amd64.s"), 1771
	case "runtime.main":
		out.file, out.line = goFile("proc.go"), 290
	case "runtime.gopanic":
		out.file, out.line = goFile("panic.go"), 860
	}
	return true
}

func goFile(name string) string {
	if root := buildGoroot(); root != "" {
		return root + "/src/runtime/" + name
	}
	return "runtime/" + name // built with -trimpath
}

// Next returns a Frame representing the next call frame in the slice of PC values. The more
// result indicates whether the next call to Next will return a valid Frame.
func (ci *Frames) Next() (frame Frame, more bool) {
	var raw pcFrame
	for len(ci.callers) > 0 {
		pc := ci.callers[0]
		ci.callers = ci.callers[1:]
		if !frameAt(pc, &raw) {
			continue
		}
		frame = Frame{PC: pc - 1, Function: raw.fn, File: raw.file, Line: int(raw.line), startLine: int(raw.startLine), Entry: raw.entry}
		if raw.flags&frameInlined == 0 {
			frame.Func = funcOf(&raw)
		}
		break
	}
	return frame, len(ci.callers) > 0
}

// A Func represents a Go function in the running binary.
type Func struct {
	name      string
	entry     uintptr
	file      string
	startLine int32
	next      *Func // in the list of funcs
}

// A function has one Func, made when it is first asked for: programs compare Funcs, and Frames that hold them.
// Lists only grow, at their heads.
var funcs [256]atomic.Pointer[Func]

func funcOf(r *pcFrame) *Func {
	list := &funcs[(r.entry^r.entry>>8)/16%uintptr(len(funcs))]
	var made *Func
	for {
		first := list.Load()
		for f := first; f != nil; f = f.next {
			if f.entry == r.entry && f.name == r.fn {
				return f
			}
		}
		if made == nil {
			made = &Func{name: r.fn, entry: r.entry, file: r.file, startLine: r.startLine}
		}
		made.next = first
		if list.CompareAndSwap(first, made) {
			return made
		}
	}
}

// FuncForPC returns a *Func describing the function that contains the given program counter
// address, or else nil. If pc represents multiple functions because of inlining, it returns the
// *Func describing the innermost function, but with an entry of the outermost function.
func FuncForPC(pc uintptr) *Func {
	var raw pcFrame
	if !frameAt(pc, &raw) {
		return nil
	}
	return funcOf(&raw)
}

// Name returns the name of the function.
func (f *Func) Name() string {
	if f == nil {
		return ""
	}
	return f.name
}

// Entry returns the entry address of the function.
func (f *Func) Entry() uintptr { return f.entry }

// FileLine returns the file name and line number of the source code corresponding to the program
// counter pc. The result will not be accurate if pc is not a program counter within f.
func (f *Func) FileLine(pc uintptr) (file string, line int) {
	var raw pcFrame
	if !frameAt(pc, &raw) {
		return "?", 0
	}
	return raw.file, int(raw.line)
}

// Stack formats a stack trace of the calling goroutine into buf and returns the number of bytes
// written to buf. If all is true, it formats stack traces of all other goroutines after it.
//
//go:linkname Stack ugx_stack
func Stack(buf []byte, all bool) int
