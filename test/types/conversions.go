// Conversions.
package p

import "unsafe"

type (
	T1 struct{ a int }
	T2 struct {
		a int `x:"y"`
	}
	T3 struct{ b int }
	S  string
	MB []byte
)

func _(i int, f float64, s string, b []byte, p *int, u uintptr, up unsafe.Pointer, t1 T1, t2 T2, p1 *T1, sl []int, c complex128, bo bool, x interface{}, fn func()) {
	_ = T2(t1)
	_ = T3(t1) /* ERROR "cannot convert t1 \(variable of struct type T1\) to type T3" */
	_ = (*T2)(p1)
	_ = (*T3)(p1) /* ERROR "cannot convert p1 \(variable of type \*T1\) to type \*T3" */
	_ = int(f)
	_ = int(c) /* ERROR "cannot convert c \(variable of type complex128\) to type int" */
	_ = complex64(c)
	_ = string(i)
	_ = string(f) /* ERROR "cannot convert f \(variable of type float64\) to type string" */
	_ = S(b)
	_ = MB(s)
	_ = []rune(s)
	_ = []int(s) /* ERROR "cannot convert s \(variable of type string\) to type \[\]int" */
	_ = string(sl) /* ERROR "cannot convert sl \(variable of type \[\]int\) to type string" */
	_ = unsafe.Pointer(p)
	_ = unsafe.Pointer(u)
	_ = unsafe.Pointer(i) /* ERROR "cannot convert i \(variable of type int\) to type unsafe\.Pointer" */
	_ = uintptr(up)
	_ = (*float64)(up)
	_ = (*float64)(p) /* ERROR "cannot convert p \(variable of type \*int\) to type \*float64" */
	_ = [2]int(sl)
	_ = (*[2]int)(sl)
	_ = [2]string(sl) /* ERROR "cannot convert sl \(variable of type \[\]int\) to type \[2\]string" */
	_ = int(bo) /* ERROR "cannot convert bo \(variable of type bool\) to type int" */
	_ = bool(1) /* ERROR "cannot convert 1 \(untyped int constant\) to type bool" */
	_ = int("1") /* ERROR "cannot convert \"1\" \(untyped string constant\) to type int" */
	_ = int(nil) /* ERROR "cannot convert nil to type int" */
	_ = (*int)(nil)
	_ = int(x) /* ERROR "cannot convert x \(variable of type interface\{\}\) to type int: need type assertion" */
	_ = error(x) /* ERROR "cannot convert x \(variable of type interface\{\}\) to type error: interface\{\} does not implement error \(missing method Error\)" */
	_ = fn(nil) /* ERROR "fn\(nil\) \(no value\) used as value" */ /* ERROR "too many arguments in call to fn" */
	_ = int() /* ERROR "missing argument in conversion to int" */
	_ = int(1, 2) /* ERROR "too many arguments in conversion to int" */
	_ = uint8(300) /* ERROR "constant 300 overflows uint8" */
	_ = float32(1e50) /* ERROR "cannot convert 1e50 \(untyped float constant 1e\+50\) to type float32" */
	_ = int8(1.5) /* ERROR "cannot convert 1\.5 \(untyped float constant\) to type int8" */
	_ = string(1 << 40)
}

func _[P ~int | ~float64, Q ~string, R any](p P, q Q, r R) {
	_ = int(p)
	_ = string(p) /* ERROR "cannot convert p \(variable of type P constrained by ~int \| ~float64\) to type string: cannot convert float64 \(in P\) to type string" */
	_ = []byte(q)
	_ = P(1)
	_ = P(1.5) /* ERROR "cannot convert 1\.5 \(untyped float value\) to type P: cannot convert 1\.5 \(untyped float constant\) to type int \(in P\)" */
	_ = P("a") /* ERROR "cannot convert \"a\" \(untyped string value\) to type P: cannot convert \"a\" \(untyped string constant\) to type int \(in P\)" */
	_ = R(1) /* ERROR "cannot convert 1 \(untyped int value\) to type R: R does not contain specific types" */
	_ = Q(p) /* ERROR "cannot convert p \(variable of type P constrained by ~int \| ~float64\) to type Q: cannot convert float64 \(in P\) to type string \(in Q\)" */
}
