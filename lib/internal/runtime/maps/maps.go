// Package maps gives reflect its view of the runtime's maps, which are written in C (runtime/map).
package maps

import (
	"internal/abi"
	"unsafe"
)

// Use64BitHash tells that hashes are 64 bits wide.
const Use64BitHash = true

// Map is the header of a map; its first word counts the entries.
type Map struct {
	used uint64
}

// Used returns the number of entries.
func (m *Map) Used() uint64 { return m.used }

// Iter is an iteration in progress: UgMapIter of undergo/abi.h.
type Iter struct {
	key, elem unsafe.Pointer
	typ       *abi.MapType
	m         *Map
	ptrs      [2]unsafe.Pointer // the table and group being walked: kept alive by an iterator in the heap
	state     [10]uintptr
	started   bool
}

// Init prepares it for a walk over m; Next moves to the first entry.
func (it *Iter) Init(t *abi.MapType, m *Map) { *it = Iter{typ: t, m: m} }

// Initialized tells whether Init was called.
func (it *Iter) Initialized() bool { return it.typ != nil }

// Map returns the map that is walked.
func (it *Iter) Map() *Map { return it.m }

// Key returns a pointer to the current key, nil at the end.
func (it *Iter) Key() unsafe.Pointer { return it.key }

// Elem returns a pointer to the current element, nil at the end.
func (it *Iter) Elem() unsafe.Pointer { return it.elem }

// Next moves to the next entry.
func (it *Iter) Next() {
	if it.started {
		mapiternext(it)
		return
	}
	typ, m := it.typ, it.m
	mapiterinit(typ, m, it)
	it.typ, it.m, it.started = typ, m, true
}

// What it.m keeps, Next has said by assignment.
//
//go:linkname mapiterinit ugx_mapiterinit
//go:noescape
func mapiterinit(t *abi.MapType, m *Map, it *Iter)

//go:linkname mapiternext ugx_mapiternext
//go:noescape
func mapiternext(it *Iter)
