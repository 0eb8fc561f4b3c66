// Unary and binary operators, comparisons, mismatched operands.
package p

type S struct{ f func() }
type T struct{ x int }
type I interface{ m() }

func _(i int, u uint, f float64, s string, b bool, p *int, sl []int, m map[int]int, fn func(), c complex128, st S, tt T, e interface{}, it I, arr [2][]int, ch chan int, sc chan<- int) {
	_ = i + u /* ERROR "invalid operation: i \+ u \(mismatched types int and uint\)" */
	_ = i + f /* ERROR "invalid operation: i \+ f \(mismatched types int and float64\)" */
	_ = s + 1 /* ERROR "invalid operation: s \+ 1 \(mismatched types string and untyped int\)" */
	_ = b + b /* ERROR "invalid operation: operator \+ not defined on b \(variable of type bool\)" */
	_ = s - s /* ERROR "invalid operation: operator - not defined on s \(variable of type string\)" */
	_ = f % f /* ERROR "invalid operation: operator % not defined on f \(variable of type float64\)" */
	_ = i && b /* ERROR "invalid operation: i && b \(mismatched types int and bool\)" */
	_ = !i /* ERROR "invalid operation: operator ! not defined on i \(variable of type int\)" */
	_ = -s /* ERROR "invalid operation: operator - not defined on s \(variable of type string\)" */
	_ = ^f /* ERROR "invalid operation: operator \^ not defined on f \(variable of type float64\)" */
	_ = +b /* ERROR "invalid operation: operator \+ not defined on b \(variable of type bool\)" */
	_ = &1 /* ERROR "invalid operation: cannot take address of 1 \(untyped int constant\)" */
	_ = &i == p
	_ = *i /* ERROR "invalid operation: cannot indirect i \(variable of type int\)" */
	_ = *p.x /* ERROR "p\.x undefined \(type \*int has no field or method x\)" */
	_ = sl == sl /* ERROR "invalid operation: sl == sl \(slice can only be compared to nil\)" */
	_ = m == nil
	_ = fn == fn /* ERROR "invalid operation: fn == fn \(func can only be compared to nil\)" */
	_ = st == st /* ERROR "invalid operation: st == st \(struct containing func\(\) cannot be compared\)" */
	_ = tt == tt
	_ = tt < tt /* ERROR "invalid operation: tt < tt \(operator < not defined on struct\)" */
	_ = c < c /* ERROR "invalid operation: c < c \(operator < not defined on complex128\)" */
	_ = arr == arr /* ERROR "invalid operation: arr == arr \(\[2\]\[\]int cannot be compared\)" */
	_ = e == sl /* ERROR "invalid operation: e == sl \(slice can only be compared to nil\)" */
	_ = e == 1
	_ = it == 1 /* ERROR "invalid operation: it == 1 \(mismatched types I and untyped int\)" */
	_ = nil == nil /* ERROR "invalid operation: nil == nil \(operator == not defined on untyped nil\)" */
	_ = p == 0 /* ERROR "invalid operation: p == 0 \(mismatched types \*int and untyped int\)" */
	_ = s == nil /* ERROR "invalid operation: s == nil \(mismatched types string and untyped nil\)" */
	_ = b < b /* ERROR "invalid operation: b < b \(operator < not defined on bool\)" */
	_ = i == "a" /* ERROR "invalid operation: i == \"a\" \(mismatched types int and untyped string\)" */
	_ = <-i /* ERROR "invalid operation: cannot receive from non-channel int i \(variable of type int\)" */
	_ = <-sc /* ERROR "invalid operation: cannot receive from send-only channel chan<- int sc \(variable of type chan<- int\)" */
	_ = i / 0 /* ERROR "invalid operation: division by zero" */
	_ = f / 0
	_ = i / 0.0 /* ERROR "invalid operation: division by zero" */
	i += "a" /* ERROR "invalid operation: i \+= \"a\" \(mismatched types int and untyped string\)" */
	s -= "b" /* ERROR "invalid operation: operator - not defined on s \(variable of type string\)" */
	b++ /* ERROR "invalid operation: b\+\+ \(non-numeric type bool\)" */
	s++ /* ERROR "invalid operation: s\+\+ \(non-numeric type string\)" */
	_ = ~i /* ERROR "cannot use ~ outside of interface or type constraint \(use \^ for bitwise complement\)" */
	_ = ~s /* ERROR "cannot use ~ outside of interface or type constraint" */
	_ = i == i == i /* ERROR "invalid operation: i == i == i \(mismatched types untyped bool and int\)" */
	_ = (i == i) == b
}

func _[P any, C comparable, O interface{ ~int | ~string }](p P, c C, o O) {
	_ = p == p /* ERROR "invalid operation: p == p \(incomparable types in type set\)" */
	_ = c == c
	_ = c < c /* ERROR "invalid operation: c < c \(type parameter C cannot use operator <\)" */
	_ = o < o
	_ = o + o
	_ = o - o /* ERROR "invalid operation: operator - not defined on o \(variable of type O constrained by interface\{~int \| ~string\}\)" */
	_ = p + p /* ERROR "invalid operation: operator \+ not defined on p \(variable of type P constrained by any\)" */
}
