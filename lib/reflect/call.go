// What reflect does otherwise than in the reference toolchain: calls go through memory frames
// (internal/abi has no argument registers here) whose type says which function they are for, so
// that the runtime can move the values to where the C convention wants them.

package reflect

import (
	"internal/abi"
	"internal/goarch"
	"sync"
	"unsafe"
)

// A frameType is the type of a call's memory frame: runtime/reflect/reflect.h's ReflectFrameType.
type frameType struct {
	abi.Type
	fn          *funcType
	hasReceiver bool
}

type frameKey struct {
	fn   *funcType
	rcvr bool // receivers are one pointer word, whatever their type
}

type frameLayout struct {
	frame *frameType
	pool  *sync.Pool
	abi   abiDesc
}

var frameLayouts sync.Map // frameKey → *frameLayout

// funcLayout computes the layout of the frame for calling t, with a receiver word first if rcvr is not nil.
func funcLayout(t *funcType, rcvr *abi.Type) (*abi.Type, *sync.Pool, abiDesc) {
	if t.Kind() != abi.Func {
		panic("reflect: funcLayout of non-func type " + stringFor(&t.Type))
	}
	if rcvr != nil && rcvr.Kind() == abi.Interface {
		panic("reflect: funcLayout with interface receiver " + stringFor(rcvr))
	}
	key := frameKey{t, rcvr != nil}
	known, ok := frameLayouts.Load(key)
	if !ok {
		known, _ = frameLayouts.LoadOrStore(key, newFrameLayout(t, rcvr))
	}
	l := known.(*frameLayout)
	return &l.frame.Type, l.pool, l.abi
}

func newFrameLayout(t *funcType, rcvr *abi.Type) *frameLayout {
	desc := newAbiDesc(t, rcvr)
	f := &frameType{fn: t, hasReceiver: rcvr != nil}
	f.Size_ = align(desc.retOffset+desc.ret.stackBytes, goarch.PtrSize)
	f.Align_ = goarch.PtrSize
	f.Kind_ = abi.Struct
	f.PtrBytes = uintptr(desc.stackPtrs.n) * goarch.PtrSize
	if desc.stackPtrs.n > 0 {
		f.GCData = &desc.stackPtrs.data[0]
	}
	f.Str = resolveReflectName(newName("call frame of "+stringFor(&t.Type), "", false, false))
	return &frameLayout{f, &sync.Pool{New: func() any { return unsafe_New(&f.Type) }}, desc}
}

// A stubInfo tells the entry stubs about a function value: ReflectStubInfo. Its beginning is the
// bitVector that makeFuncCtxt.stack wants.
type stubInfo struct {
	bitVector
	frame      *frameType
	stackBytes uintptr
	isMethod   bool
}

//go:linkname reflectStub ugx_reflect_stub
func reflectStub(f *frameType, stackBytes *uintptr) uintptr

func stubContext(t *funcType, isMethod bool) makeFuncCtxt {
	frame, _, desc := funcLayout(t, nil)
	info := &stubInfo{bitVector: *desc.stackPtrs, frame: (*frameType)(unsafe.Pointer(frame)), isMethod: isMethod}
	code := reflectStub(info.frame, &info.stackBytes)
	if code == 0 {
		panic("reflect: function type with too many arguments: " + stringFor(&t.Type))
	}
	return makeFuncCtxt{fn: code, stack: &info.bitVector, argLen: desc.stackCallArgsSize}
}

// MakeFunc returns a new function of the given [Type] that wraps the function fn. When called, it
// passes its arguments to fn as a slice of Values and returns the slice of results fn returns.
func MakeFunc(typ Type, fn func(args []Value) (results []Value)) Value {
	if typ.Kind() != Func {
		panic("reflect: call of MakeFunc with non-Func type")
	}
	t := typ.common()
	ftyp := (*funcType)(unsafe.Pointer(t))
	impl := &makeFuncImpl{makeFuncCtxt: stubContext(ftyp, false), ftyp: ftyp, fn: fn}
	return Value{t, unsafe.Pointer(impl), flag(Func)}
}

// makeMethodValue turns v, a receiver and a method's index, into a func value.
func makeMethodValue(op string, v Value) Value {
	if v.flag&flagMethod == 0 {
		panic("reflect: internal error: invalid use of makeMethodValue")
	}
	rcvr := Value{v.typ(), v.ptr, v.flag&(flagRO|flagAddr|flagIndir) | flag(v.typ().Kind())}
	ftyp := (*funcType)(unsafe.Pointer(v.Type().(*rtype)))
	fv := &methodValue{makeFuncCtxt: stubContext(ftyp, true), method: int(v.flag) >> flagMethodShift, rcvr: rcvr}
	methodReceiver(op, fv.rcvr, fv.method) // panics now if the method is not appropriate
	return Value{ftyp.Common(), unsafe.Pointer(fv), v.flag&flagRO | flag(Func)}
}

// methodValueCallCodePtr stands for the code of every method value in Value.Pointer.
func methodValueCallCodePtr() uintptr { return methodValuePC() }

//go:linkname methodValuePC ugx_reflect_methodvaluepc
func methodValuePC() uintptr

//go:linkname callReflect ugrt_go_callreflect
//go:linkname callMethod ugrt_go_callmethod
