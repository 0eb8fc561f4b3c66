// What the runtime's own tests of behaviour (overlay.txt names their files) ask of the inside.

package runtime

import (
	"internal/goarch"
	"unsafe"
)

const PtrSize = goarch.PtrSize

// HashLoad is how many entries a group of a map holds on average before it grows.
var HashLoad float64 = 7

var (
	useAeshash       bool
	UseAeshash       = &useAeshash
	readRandomFailed bool
	ReadRandomFailed = &readRandomFailed
)

//go:linkname MemHash ugx_memhash
func MemHash(p unsafe.Pointer, seed, n uintptr) uintptr

func MemHash32(p unsafe.Pointer, seed uintptr) uintptr { return MemHash(p, seed, 4) }
func MemHash64(p unsafe.Pointer, seed uintptr) uintptr { return MemHash(p, seed, 8) }
func Int32Hash(i uint32, seed uintptr) uintptr         { return MemHash32(unsafe.Pointer(&i), seed) }
func Int64Hash(i uint64, seed uintptr) uintptr         { return MemHash64(unsafe.Pointer(&i), seed) }
func ReadUnaligned64(p unsafe.Pointer) uint64          { return *(*uint64)(p) }

func BytesHash(b []byte, seed uintptr) uintptr {
	return MemHash(unsafe.Pointer(unsafe.SliceData(b)), seed, uintptr(len(b)))
}

func StringHash(s string, seed uintptr) uintptr { return hashOfString(&s, seed) }

//go:linkname hashOfString ugx_strhash
func hashOfString(s *string, seed uintptr) uintptr

func EfaceHash(i any, seed uintptr) uintptr { return hashOfEface(&i, seed) }

//go:linkname hashOfEface ugx_efacehash
func hashOfEface(i *any, seed uintptr) uintptr

func IfaceHash(i interface{ F() }, seed uintptr) uintptr { return hashOfIface(&i, seed) }

//go:linkname hashOfIface ugx_ifacehash
func hashOfIface(i *interface{ F() }, seed uintptr) uintptr

func Fastrand() uint32                               { return uint32(rand()) }
func Fastrand64() uint64                             { return rand() }
func Fastrandn(n uint32) uint32                      { return randn(n) }
func MemclrBytes(b []byte)                           { clear(b) }
func BlockUntilEmptyCleanupQueue(timeout int64) bool { return blockUntilEmptyFinalizerQueue(timeout) }

func MemclrNoHeapPointers(p unsafe.Pointer, n uintptr) { clear(unsafe.Slice((*byte)(p), n)) }

func Memmove(to, from unsafe.Pointer, n uintptr) {
	copy(unsafe.Slice((*byte)(to), n), unsafe.Slice((*byte)(from), n))
}

var escapeSink any

func Escape[T any](x T) T {
	escapeSink = x
	escapeSink = nil
	return x
}
