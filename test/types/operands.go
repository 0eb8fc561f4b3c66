// How operands are described: mode, constant value, kind of type, constraint.
package p

type (
	S struct{ f int }
	M map[string]int
	F func()
	A = S
	B int32
)

func two() (int, string) { return 1, "" }
func none()              {}

const c B = 7

func _[P any, Q interface{ ~int | ~string }](p P, q Q, s S, m M, f F, a A, i interface{}, ch chan int, arr [2]int, ps *S) {
	var x bool
	x = p /* ERROR "cannot use p \(variable of type P constrained by any\) as bool value in assignment" */
	x = q /* ERROR "cannot use q \(variable of type Q constrained by interface\{~int \| ~string\}\) as bool value in assignment" */
	x = s /* ERROR "cannot use s \(variable of struct type S\) as bool value in assignment" */
	x = m /* ERROR "cannot use m \(variable of map type M\) as bool value in assignment" */
	x = m["a"] /* ERROR "cannot use m\[\"a\"\] \(map index expression of type int\) as bool value in assignment" */
	x = f /* ERROR "cannot use f \(variable of func type F\) as bool value in assignment" */
	x = a /* ERROR "cannot use a \(variable of struct type A\) as bool value in assignment" */
	x = i /* ERROR "cannot use i \(variable of type interface\{\}\) as bool value in assignment: need type assertion" */
	x = <-ch /* ERROR "cannot use <-ch \(comma, ok expression of type int\) as bool value in assignment" */
	x = arr[:] /* ERROR "cannot use arr\[:\] \(value of type \[\]int\) as bool value in assignment" */
	x = ps /* ERROR "cannot use ps \(variable of type \*S\) as bool value in assignment" */
	x = c /* ERROR "cannot use c \(constant 7 of int32 type B\) as bool value in assignment" */
	x = 1 + 2 /* ERROR "cannot use 1 \+ 2 \(untyped int constant 3\) as bool value in assignment" */
	x = 'a' /* ERROR "cannot use 'a' \(untyped rune constant 97\) as bool value in assignment" */
	x = 1.5 /* ERROR "cannot use 1\.5 \(untyped float constant\) as bool value in assignment" */
	x = "s" /* ERROR "cannot use \"s\" \(untyped string constant\) as bool value in assignment" */
	x = nil /* ERROR "cannot use nil as bool value in assignment" */
	x = i.(int) /* ERROR "cannot use i\.\(int\) \(comma, ok expression of type int\) as bool value in assignment" */
	x = &s /* ERROR "cannot use &s \(value of type \*S\) as bool value in assignment" */
	x = s.f /* ERROR "cannot use s\.f \(variable of type int\) as bool value in assignment" */
	x = two() /* ERROR "assignment mismatch: 1 variable but two returns 2 values" */
	x = none() /* ERROR "none\(\) \(no value\) used as value" */
	x = len /* ERROR "len \(built-in\) must be called" */
	x = S /* ERROR "S \(type\) is not an expression" */
	x = func() {} /* ERROR "cannot use func\(\) \{\} \(value of type func\(\)\) as bool value in assignment" */
	x = []int{1} /* ERROR "cannot use \[\]int\{…\} \(value of type \[\]int\) as bool value in assignment" */
	_ = x
}
