// The run-time error values: what a run-time panic carries, and the texts of them.
//
// The C runtime finds the fault and calls one of the functions at the end of this file, which
// panic with the right value. Texts are gc's, byte for byte: programs compare them.

package runtime

import "internal/abi"

// The Error interface identifies a run time error.
type Error interface {
	error

	// RuntimeError is a no-op function but serves to distinguish types that are run time
	// errors from ordinary errors.
	RuntimeError()
}

// A TypeAssertionError explains a failed type assertion.
type TypeAssertionError struct {
	_interface    *abi.Type
	concrete      *abi.Type
	asserted      *abi.Type
	missingMethod string // one method needed by Interface, missing from Concrete
}

func (*TypeAssertionError) RuntimeError() {}

func (e *TypeAssertionError) Error() string {
	iface := "interface"
	if e._interface != nil {
		iface = typeString(e._interface)
	}
	want := typeString(e.asserted)
	switch {
	case e.concrete == nil:
		return "interface conversion: " + iface + " is nil, not " + want
	case e.missingMethod != "":
		return "interface conversion: " + typeString(e.concrete) + " is not " + want + ": missing method " + e.missingMethod
	}
	have := typeString(e.concrete)
	msg := "interface conversion: " + iface + " is " + have + ", not " + want
	if have == want {
		if typePkgPath(e.concrete) != typePkgPath(e.asserted) {
			msg += " (types from different packages)"
		} else {
			msg += " (types from different scopes)"
		}
	}
	return msg
}

// An errorString represents a runtime error described by a single string.
type errorString string

func (e errorString) RuntimeError() {}
func (e errorString) Error() string { return "runtime error: " + string(e) }

// A plainError is a runtime error whose text stands without the prefix.
type plainError string

func (e plainError) RuntimeError() {}
func (e plainError) Error() string { return string(e) }

// An errorAddressString is a fault at a known address.
type errorAddressString struct {
	msg  string
	addr uintptr
}

func (e errorAddressString) RuntimeError() {}
func (e errorAddressString) Error() string { return "runtime error: " + e.msg }
func (e errorAddressString) Addr() uintptr { return e.addr }

// A PanicNilError happens when code calls panic(nil).
type PanicNilError struct {
	// This field makes PanicNilError structurally different from any other struct in this
	// package, and the _ makes it different from any struct in other packages too.
	_ [0]func() // not comparable
}

func (*PanicNilError) Error() string {
	return "panic called with nil argument"
}
func (*PanicNilError) RuntimeError() {}

// A boundsError is an index or slice expression out of range.
type boundsError struct {
	x      int64
	y      int
	signed bool
	code   uint8
}

// The codes after 0 are abi.h's UgSlicePanic plus one.
const (
	boundsIndex = iota
	boundsSliceAlen
	boundsSliceAcap
	boundsSliceB
	boundsSlice3Alen
	boundsSlice3Acap
	boundsSlice3B
	boundsSlice3C
	boundsConvert
)

// %x and %y stand for the values; the second text is for a negative x.
var boundsTexts = [...][2]string{
	boundsIndex:      {"index out of range [%x] with length %y", "index out of range [%x]"},
	boundsSliceAlen:  {"slice bounds out of range [:%x] with length %y", "slice bounds out of range [:%x]"},
	boundsSliceAcap:  {"slice bounds out of range [:%x] with capacity %y", "slice bounds out of range [:%x]"},
	boundsSliceB:     {"slice bounds out of range [%x:%y]", "slice bounds out of range [%x:]"},
	boundsSlice3Alen: {"slice bounds out of range [::%x] with length %y", "slice bounds out of range [::%x]"},
	boundsSlice3Acap: {"slice bounds out of range [::%x] with capacity %y", "slice bounds out of range [::%x]"},
	boundsSlice3B:    {"slice bounds out of range [:%x:%y]", "slice bounds out of range [:%x:]"},
	boundsSlice3C:    {"slice bounds out of range [%x:%y:]", "slice bounds out of range [%x::]"},
	boundsConvert:    {"cannot convert slice with length %x to array or pointer to array with length %y", ""},
}

func (e boundsError) RuntimeError() {}

func (e boundsError) Error() string {
	text := boundsTexts[e.code][0]
	if e.signed && e.x < 0 {
		text = boundsTexts[e.code][1]
	}
	b := append(make([]byte, 0, 100), "runtime error: "...)
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] != '%':
			b = append(b, text[i])
			continue
		case text[i+1] == 'x' && e.signed:
			b = appendInt(b, e.x)
		case text[i+1] == 'x':
			b = appendUint(b, uint64(e.x))
		default:
			b = appendInt(b, int64(e.y))
		}
		i++
	}
	return string(b)
}

func appendInt(b []byte, v int64) []byte {
	if v < 0 {
		return appendUint(append(b, '-'), -uint64(v))
	}
	return appendUint(b, uint64(v))
}

func appendUint(b []byte, v uint64) []byte {
	var digits [20]byte
	i := len(digits)
	for {
		i--
		digits[i] = byte('0' + v%10)
		if v /= 10; v == 0 {
			return append(b, digits[i:]...)
		}
	}
}

// math/bits panics with these.
var divideError = error(errorString("integer divide by zero"))
var overflowError = error(errorString("integer overflow"))

// ---- Called by the C runtime (runtime/panic/go_hooks.h).

//go:linkname panicBounds ugrt_go_panicbounds
func panicBounds(code uint8, signed bool, x int64, y int) {
	panic(boundsError{x: x, signed: signed, y: y, code: code})
}

//go:linkname panicErrorString ugrt_go_panicerrorstring
func panicErrorString(msg string) {
	if msg == "integer divide by zero" {
		panic(divideError)
	}
	panic(errorString(msg))
}

//go:linkname panicErrorAddress ugrt_go_panicerroraddress
func panicErrorAddress(msg string, addr uintptr) { panic(errorAddressString{msg: msg, addr: addr}) }

//go:linkname panicPlain ugrt_go_panicplain
func panicPlain(msg string) { panic(plainError(msg)) }

//go:linkname panicTypeAssertion ugrt_go_panictypeassertion
func panicTypeAssertion(iface, have, want *abi.Type, missing string) {
	panic(&TypeAssertionError{iface, have, want, missing})
}

//go:linkname panicNilError ugrt_go_panicnilerror
func panicNilError() any { return new(PanicNilError) }

// panicText gives the text of a panic value that has one of its own; ok tells whether it has.
// A panic of the method itself goes on to the caller.
//
//go:linkname panicText ugrt_go_panictext
func panicText(v any) (text string, ok bool) {
	switch v := v.(type) {
	case error:
		return v.Error(), true
	case interface{ String() string }:
		return v.String(), true
	}
	return "", false
}

//go:linkname typeString ugrt_type_string
func typeString(t *abi.Type) string

//go:linkname typePkgPath ugrt_type_pkgpath
func typePkgPath(t *abi.Type) string

//go:linkname throw ugx_throw
func throw(msg string)

//go:linkname fatal ugx_sync_fatal
func fatal(msg string)
