//go:build goexperiment.arenas

// What package arena asks for: runtime/mem/userarena.c, with types and panics.

package runtime

import (
	"internal/abi"
	"unsafe"
)

// An userArena is the C side's, never looked into here.
type userArena struct{}

//go:linkname userArenaNew ugrt_userarena_new
func userArenaNew() *userArena

//go:linkname userArenaAlloc ugrt_userarena_alloc
func userArenaAlloc(a *userArena, t *abi.Type, n int) unsafe.Pointer

//go:linkname userArenaFree ugrt_userarena_free
func userArenaFree(a *userArena)

//go:linkname userArenaHolds ugrt_userarena_holds
func userArenaHolds(p unsafe.Pointer) bool

//go:linkname newObject ugx_new
func newObject(t *abi.Type) unsafe.Pointer

//go:linkname newArray ugx_newarray
func newArray(elem *abi.Type, n int) unsafe.Pointer

//go:linkname typedMove ugx_typedmemmove
func typedMove(t *abi.Type, dst, src unsafe.Pointer)

//go:linkname typedSliceCopy ugx_typedslicecopy
func typedSliceCopy(elem *abi.Type, dst unsafe.Pointer, dstLen int, src unsafe.Pointer, srcLen int) int

type arenaSlice struct {
	p        unsafe.Pointer
	len, cap int
}

func anyOf(t *abi.Type, data unsafe.Pointer) (x any) {
	*(*abi.EmptyInterface)(unsafe.Pointer(&x)) = abi.EmptyInterface{Type: t, Data: data}
	return x
}

func emptyInterface(x *any) *abi.EmptyInterface { return (*abi.EmptyInterface)(unsafe.Pointer(x)) }

//go:linkname arena_newArena arena.runtime_arena_newArena
func arena_newArena() unsafe.Pointer { return unsafe.Pointer(userArenaNew()) }

// typ holds the descriptor of a pointer type; the result is of that type.
//
//go:linkname arena_arena_New arena.runtime_arena_arena_New
func arena_arena_New(arena unsafe.Pointer, typ any) any {
	t := (*abi.Type)(emptyInterface(&typ).Data)
	if t.Kind() != abi.Pointer {
		throw("arena_New: non-pointer type")
	}
	return anyOf(t, userArenaAlloc((*userArena)(arena), t.Elem(), 1))
}

// slice is a pointer to the slice to set.
//
//go:linkname arena_arena_Slice arena.runtime_arena_arena_Slice
func arena_arena_Slice(arena unsafe.Pointer, slice any, cap int) {
	if cap < 0 {
		panic("userArena.slice: negative cap")
	}
	e := emptyInterface(&slice)
	if e.Type.Kind() != abi.Pointer {
		panic("slice result of non-ptr type")
	}
	t := e.Type.Elem()
	if t.Kind() != abi.Slice {
		panic("slice of non-ptr-to-slice type")
	}
	*(*arenaSlice)(e.Data) = arenaSlice{userArenaAlloc((*userArena)(arena), t.Elem(), cap), cap, cap}
}

//go:linkname arena_arena_Free arena.runtime_arena_arena_Free
func arena_arena_Free(arena unsafe.Pointer) { userArenaFree((*userArena)(arena)) }

// A copy in the heap of what lies in an arena; anything else is returned as it is.
//
//go:linkname arena_heapify arena.runtime_arena_heapify
func arena_heapify(x any) any {
	e := emptyInterface(&x)
	t := e.Type
	switch t.Kind() {
	case abi.String:
		if s := *(*string)(e.Data); userArenaHolds(unsafe.Pointer(unsafe.StringData(s))) {
			h := (*string)(newObject(t))
			*h = string([]byte(s))
			return anyOf(t, unsafe.Pointer(h))
		}
	case abi.Slice:
		if s := (*arenaSlice)(e.Data); userArenaHolds(s.p) {
			h := (*arenaSlice)(newObject(t))
			*h = arenaSlice{newArray(t.Elem(), s.len), s.len, s.len}
			typedSliceCopy(t.Elem(), h.p, s.len, s.p, s.len)
			return anyOf(t, unsafe.Pointer(h))
		}
	case abi.Pointer:
		if userArenaHolds(e.Data) {
			p := newObject(t.Elem())
			typedMove(t.Elem(), p, e.Data)
			return anyOf(t, p)
		}
	default:
		panic("arena: Clone only supports pointers, slices, and strings")
	}
	return x
}
