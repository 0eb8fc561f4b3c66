// Names of package runtime and reflect that modules reach by //go:linkname.
package main

import (
	"fmt"
	"math/bits"
	"reflect"
	"runtime"
	"unsafe"
)

type eface struct{ typ, data unsafe.Pointer }

type slice struct {
	p      unsafe.Pointer
	n, cap int
}

// hiter is as large as the iterator of Go 1.23's maps.
type hiter struct {
	key, elem, t unsafe.Pointer
	rest         [9]uintptr
}

//go:linkname mapiterinit runtime.mapiterinit
func mapiterinit(t, m unsafe.Pointer, it *hiter)

//go:linkname mapiternext runtime.mapiternext
func mapiternext(it *hiter)

//go:linkname reflectMapiterinit reflect.mapiterinit
func reflectMapiterinit(t, m unsafe.Pointer, it *hiter)

//go:linkname reflectMapiternext reflect.mapiternext
func reflectMapiternext(it *hiter)

//go:linkname mapiterkey reflect.mapiterkey
func mapiterkey(it *hiter) unsafe.Pointer

//go:linkname mapiterelem reflect.mapiterelem
func mapiterelem(it *hiter) unsafe.Pointer

//go:linkname makemap runtime.makemap
func makemap(t unsafe.Pointer, hint int, m unsafe.Pointer) unsafe.Pointer

//go:linkname mapassign runtime.mapassign
func mapassign(t, m, key unsafe.Pointer) unsafe.Pointer

//go:linkname mapassignFaststr runtime.mapassign_faststr
func mapassignFaststr(t, m unsafe.Pointer, key string) unsafe.Pointer

//go:linkname mapaccess2 runtime.mapaccess2
func mapaccess2(t, m, key unsafe.Pointer) (unsafe.Pointer, bool)

//go:linkname mapaccess2Faststr runtime.mapaccess2_faststr
func mapaccess2Faststr(t, m unsafe.Pointer, key string) (unsafe.Pointer, bool)

//go:linkname mapdelete runtime.mapdelete
func mapdelete(t, m, key unsafe.Pointer)

//go:linkname mallocgc runtime.mallocgc
func mallocgc(size uintptr, typ unsafe.Pointer, zero bool) unsafe.Pointer

//go:linkname newarray runtime.newarray
func newarray(typ unsafe.Pointer, n int) unsafe.Pointer

//go:linkname growslice runtime.growslice
func growslice(p unsafe.Pointer, newLen, oldCap, num int, elem unsafe.Pointer) slice

//go:linkname makeslice runtime.makeslice
func makeslice(elem unsafe.Pointer, n, cap int) unsafe.Pointer

//go:linkname typedmemmove runtime.typedmemmove
func typedmemmove(typ, dst, src unsafe.Pointer)

//go:linkname memclrHasPointers runtime.memclrHasPointers
func memclrHasPointers(p unsafe.Pointer, n uintptr)

//go:linkname strhash runtime.strhash
func strhash(p unsafe.Pointer, seed uintptr) uintptr

//go:linkname stringHash runtime.stringHash
func stringHash(s string, seed uintptr) uintptr

//go:linkname memhash runtime.memhash
func memhash(p unsafe.Pointer, seed, n uintptr) uintptr

//go:linkname fastrand runtime.fastrand
func fastrand() uint32

//go:linkname fastrandn runtime.fastrandn
func fastrandn(n uint32) uint32

//go:linkname cheaprandn runtime.cheaprandn
func cheaprandn(n uint32) uint32

//go:linkname procPin runtime.procPin
func procPin() int

//go:linkname procUnpin runtime.procUnpin
func procUnpin()

//go:linkname procyield runtime.procyield
func procyield(n uint32)

//go:linkname convTstring runtime.convTstring
func convTstring(s string) unsafe.Pointer

// Two names for one method, with types of their own.
//
//go:linkname kindOf reflect.(*rtype).Kind
func kindOf(t unsafe.Pointer) reflect.Kind

//go:linkname numberOf reflect.(*rtype).Kind
func numberOf(t *slice) uint

//go:linkname cputicks runtime.cputicks
func cputicks() int64

//go:linkname gopark runtime.gopark
func gopark(unlock func(g, lock unsafe.Pointer) bool, lock unsafe.Pointer, reason, trace uint8, skip int)

//go:linkname goready runtime.goready
func goready(g unsafe.Pointer, skip int)

func typeOf(v any) unsafe.Pointer { return (*eface)(unsafe.Pointer(&v)).typ }

// parked is where a goroutine that sleeps leaves its name.
var parked = make(chan unsafe.Pointer, 1)

func leaveName(g, lock unsafe.Pointer) bool {
	*(*unsafe.Pointer)(lock) = g
	return true
}

func sleepAndWake() {
	var name unsafe.Pointer
	var woken = make(chan string)
	slot := &name
	go func() {
		gopark(func(g, lock unsafe.Pointer) bool { return leaveName(g, lock) }, unsafe.Pointer(slot), 9, 0, 1)
		woken <- "woken"
	}()
	for *(*unsafe.Pointer)(noinline(unsafe.Pointer(slot))) == nil {
		runtime.Gosched()
	}
	goready(*slot, 1)
	fmt.Println(<-woken)
}

//go:noinline
func noinline(p unsafe.Pointer) unsafe.Pointer { return p }

func main() {
	m := map[string]int{"a": 1, "b": 2, "c": 3}
	t, p := typeOf(m), *(*unsafe.Pointer)(unsafe.Pointer(&m))
	sum, keys := 0, 0
	var it hiter
	for mapiterinit(t, p, &it); it.key != nil; mapiternext(&it) {
		keys += len(*(*string)(it.key))
		sum += *(*int)(it.elem)
	}
	fmt.Println(keys, sum)
	sum = 0
	it = hiter{}
	for reflectMapiterinit(t, p, &it); mapiterkey(&it) != nil; reflectMapiternext(&it) {
		sum += *(*int)(mapiterelem(&it))
	}
	fmt.Println(sum)

	made := makemap(t, 10, nil)
	key := "x"
	*(*int)(mapassign(t, made, unsafe.Pointer(&key))) = 5
	*(*int)(mapassignFaststr(t, made, "y")) = 6
	m = *(*map[string]int)(unsafe.Pointer(&made))
	fmt.Println(m)
	v, ok := mapaccess2(t, made, unsafe.Pointer(&key))
	w, no := mapaccess2Faststr(t, made, "nothing")
	fmt.Println(*(*int)(v), ok, *(*int)(w), no)
	mapdelete(t, made, unsafe.Pointer(&key))
	fmt.Println(m)

	str := typeOf("")
	array := unsafe.Slice((*string)(newarray(str, 3)), 3)
	s := "moved"
	typedmemmove(str, unsafe.Pointer(&array[1]), unsafe.Pointer(&s))
	fmt.Printf("%q\n", array)
	memclrHasPointers(unsafe.Pointer(&array[0]), 48)
	fmt.Printf("%q\n", array)
	grown := growslice(unsafe.Pointer(&array[0]), 4, 3, 1, str)
	fmt.Println(grown.n, grown.cap >= 4, *(*int64)(mallocgc(8, nil, true)), *(*int64)(makeslice(typeOf(int64(0)), 1, 2)))

	fmt.Println(strhash(unsafe.Pointer(&s), 7) == stringHash(s, 7), memhash(unsafe.Pointer(unsafe.StringData(s)), 7, 5) == stringHash(s, 7))
	fmt.Println(fastrandn(5) < 5, cheaprandn(5) < 5, bits.Len32(fastrand()|fastrand()) > 1, cputicks() < cputicks())
	pid := procPin()
	procUnpin()
	procyield(10)
	fmt.Println(pid < runtime.GOMAXPROCS(0), *(*string)(convTstring("box")), reflect.TypeOf(m))
	fmt.Println(kindOf(t), numberOf((*slice)(t)) == uint(reflect.Map), reflect.TypeOf(m).Kind())
	sleepAndWake()
}
