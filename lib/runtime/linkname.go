// What modules reach in package runtime by //go:linkname, where lib/bind.txt can't name the C
// function that does the same. Go keeps these names and shapes for them (go.dev/issue/67401);
// nothing here is called by the runtime or the standard library.

package runtime

import (
	"internal/abi"
	"internal/runtime/maps"
	"unsafe"
)

// iscgo tells whether C code was linked in by cgo.
//
//go:linkname iscgo
var iscgo bool

//go:linkname heapObjectsCanMove
func heapObjectsCanMove() bool { return false }

//go:linkname add
func add(p unsafe.Pointer, x uintptr) unsafe.Pointer { return unsafe.Add(p, x) }

//go:linkname noescape
func noescape(p unsafe.Pointer) unsafe.Pointer { return p }

// ---- Random numbers

//go:linkname fastrand
func fastrand() uint32 { return uint32(rand()) }

//go:linkname cheaprand
func cheaprand() uint32 { return uint32(rand()) }

// ---- Memory

// memclrHasPointers clears n bytes of words that may hold pointers.
//
//go:linkname memclrHasPointers
func memclrHasPointers(p unsafe.Pointer, n uintptr) {
	words := unsafe.Slice((*unsafe.Pointer)(p), n/8)
	clear(words)
	clear(unsafe.Slice((*byte)(unsafe.Add(p, n&^7)), n&7))
}

//go:linkname mallocgc
func mallocgc(size uintptr, typ *abi.Type, needzero bool) unsafe.Pointer { return malloc(size, typ) }

//go:linkname malloc ugx_malloc
func malloc(size uintptr, typ *abi.Type) unsafe.Pointer

//go:linkname convT64
func convT64(v uint64) unsafe.Pointer { return unsafe.Pointer(&v) }

//go:linkname convTstring
func convTstring(v string) unsafe.Pointer { return unsafe.Pointer(&v) }

//go:linkname convTslice
func convTslice(v []byte) unsafe.Pointer { return unsafe.Pointer(&v) }

// ---- Hashes

//go:linkname stringHash
func stringHash(s string, seed uintptr) uintptr { return strhash(unsafe.Pointer(&s), seed) }

//go:noescape
func strhash(p unsafe.Pointer, seed uintptr) uintptr

// ---- Maps. What access finds nothing for is a zero value, and a flag says so.

//go:linkname makemap
func makemap(t *abi.MapType, hint int, m *maps.Map) *maps.Map { return newmap(t, hint) }

//go:linkname makemap_small
func makemap_small() *maps.Map { return newmap(abi.TypeFor[map[string]any]().MapType(), 0) }

//go:linkname newmap ugx_makemap
func newmap(t *abi.MapType, hint int) *maps.Map

//go:linkname mapaccess ugx_mapaccess
//go:noescape
func mapaccess(t *abi.MapType, m *maps.Map, key unsafe.Pointer) unsafe.Pointer

//go:linkname mapaccess2
func mapaccess2(t *abi.MapType, m *maps.Map, key unsafe.Pointer) (unsafe.Pointer, bool) {
	if p := mapaccess(t, m, key); p != nil {
		return p, true
	}
	return unsafe.Pointer(&zeroVal[0]), false
}

//go:linkname mapaccess2_fast32
func mapaccess2_fast32(t *abi.MapType, m *maps.Map, key uint32) (unsafe.Pointer, bool) {
	return mapaccess2(t, m, unsafe.Pointer(&key))
}

//go:linkname mapaccess2_fast64
func mapaccess2_fast64(t *abi.MapType, m *maps.Map, key uint64) (unsafe.Pointer, bool) {
	return mapaccess2(t, m, unsafe.Pointer(&key))
}

//go:linkname mapaccess2_faststr
func mapaccess2_faststr(t *abi.MapType, m *maps.Map, key string) (unsafe.Pointer, bool) {
	return mapaccess2(t, m, unsafe.Pointer(&key))
}

//go:noescape
func mapassign(t *abi.MapType, m *maps.Map, key unsafe.Pointer) unsafe.Pointer

//go:linkname mapassign_fast32
func mapassign_fast32(t *abi.MapType, m *maps.Map, key uint32) unsafe.Pointer {
	return mapassign(t, m, unsafe.Pointer(&key))
}

//go:linkname mapassign_fast32ptr
func mapassign_fast32ptr(t *abi.MapType, m *maps.Map, key unsafe.Pointer) unsafe.Pointer {
	return mapassign(t, m, unsafe.Pointer(&key))
}

//go:linkname mapassign_fast64
func mapassign_fast64(t *abi.MapType, m *maps.Map, key uint64) unsafe.Pointer {
	return mapassign(t, m, unsafe.Pointer(&key))
}

//go:linkname mapassign_fast64ptr
func mapassign_fast64ptr(t *abi.MapType, m *maps.Map, key unsafe.Pointer) unsafe.Pointer {
	return mapassign(t, m, unsafe.Pointer(&key))
}

//go:linkname mapassign_faststr
func mapassign_faststr(t *abi.MapType, m *maps.Map, key string) unsafe.Pointer {
	return mapassign(t, m, unsafe.Pointer(&key))
}

// mapIter is what callers hold of an iteration: the first words of the iterator that maps had up to
// Go 1.23, which is as large as theirs or smaller. They may read key and elem, and typ for whether
// the iteration has begun.
type mapIter struct {
	key, elem unsafe.Pointer
	typ       *abi.MapType
	it        *maps.Iter
}

//go:linkname mapiterinit
func mapiterinit(t *abi.MapType, m *maps.Map, h *mapIter) {
	h.typ, h.it = t, new(maps.Iter)
	h.it.Init(t, m)
	mapiternext(h)
}

//go:linkname mapiternext
func mapiternext(h *mapIter) {
	h.it.Next()
	h.key, h.elem = h.it.Key(), h.it.Elem()
}

//go:linkname reflect_mapiterinit reflect.mapiterinit
func reflect_mapiterinit(t *abi.MapType, m *maps.Map, h *mapIter) { mapiterinit(t, m, h) }

//go:linkname reflect_mapiternext reflect.mapiternext
func reflect_mapiternext(h *mapIter) { mapiternext(h) }

//go:linkname reflect_mapiterkey reflect.mapiterkey
func reflect_mapiterkey(h *mapIter) unsafe.Pointer { return h.it.Key() }

//go:linkname reflect_mapiterelem reflect.mapiterelem
func reflect_mapiterelem(h *mapIter) unsafe.Pointer { return h.it.Elem() }
