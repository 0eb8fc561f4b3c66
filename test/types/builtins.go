// Predeclared functions.
package p

import "unsafe"

type S struct {
	a int
	E
	*P
}
type E struct{ b int }
type P struct{ d int }

func (S) m() {}

func _(s []int, m map[string]int, c chan int, rc <-chan int, a [3]int, pa *[3]int, str string, i int, f float64, x interface{}, b []byte, st S) {
	_ = append(s, "a") /* ERROR "cannot use \"a\" \(untyped string constant\) as int value in argument to append" */
	_ = append(s, 1, 2)
	_ = append(s, s) /* ERROR "cannot use s \(variable of type \[\]int\) as int value in argument to append" */
	_ = append(s, s...)
	_ = append(b, str...)
	_ = append(i, 1) /* ERROR "invalid append: argument must be a slice; have i \(variable of type int\)" */
	_ = append(nil, 1) /* ERROR "invalid append: argument must be a slice; have untyped nil" */
	_ = append() /* ERROR "invalid operation: not enough arguments for append\(\) \(expected 1, found 0\)" */
	append(s, 1) /* ERROR "append\(s, 1\) \(value of type \[\]int\) is not used" */
	_ = len(i) /* ERROR "invalid argument: i \(variable of type int\) for built-in len" */
	_ = len(m, 1) /* ERROR "invalid operation: too many arguments for len\(m, 1\) \(expected 1, found 2\)" */
	_ = cap(m) /* ERROR "invalid argument: m \(variable of type map\[string\]int\) for built-in cap" */
	_ = cap(str) /* ERROR "invalid argument: str \(variable of type string\) for built-in cap" */
	_ = cap(pa)
	const la = len(a)
	const lf = len([]int{}) /* ERROR "len\(\[\]int\{\}\) \(value of type int\) is not constant" */
	clear(s)
	clear(a) /* ERROR "invalid argument: cannot clear a \(variable of type \[3\]int\): argument must be \(or constrained by\) map or slice" */
	close(c)
	close(rc) /* ERROR "invalid operation: cannot close receive-only channel rc \(variable of type <-chan int\)" */
	close(i) /* ERROR "invalid operation: cannot close non-channel i \(variable of type int\)" */
	_ = complex(1, 2)
	_ = complex(f, 1)
	_ = complex(f, i) /* ERROR "invalid operation: complex\(f, i\) \(mismatched types float64 and int\)" */
	_ = complex("a", 1) /* ERROR "invalid operation: complex\(\"a\", 1\) \(mismatched types untyped string and untyped float\)" */
	_ = real(f) /* ERROR "invalid argument: argument has type float64, expected complex type" */
	_ = imag(1i)
	copy(s, b) /* ERROR "invalid copy: arguments s \(variable of type \[\]int\) and b \(variable of type \[\]byte\) have different element types int and byte" */
	copy(b, str)
	copy(str, b) /* ERROR "invalid copy: argument must be a slice; have str \(variable of type string\)" */
	copy(s, 1) /* ERROR "invalid copy: argument must be a slice; have 1 \(untyped int constant\)" */
	delete(m, 1) /* ERROR "cannot use 1 \(untyped int constant\) as string value in argument to delete" */
	delete(s, 1) /* ERROR "invalid argument: s \(variable of type \[\]int\) is not a map" */
	_ = make([]int) /* ERROR "invalid operation: make\(\[\]int\) expects 2 or 3 arguments; found 1" */
	_ = make([]int, 5, 3) /* ERROR "invalid argument: length and capacity swapped" */
	_ = make([]int, -1) /* ERROR "invalid argument: index -1 \(constant of type int\) must not be negative" */
	_ = make([]int, "a") /* ERROR "cannot convert \"a\" \(untyped string constant\) to type int" */
	_ = make(map[int]int, 1, 2) /* ERROR "invalid operation: make\(map\[int\]int, 1, 2\) expects 1 or 2 arguments; found 3" */
	_ = make(int) /* ERROR "invalid argument: cannot make int: type must be slice, map, or channel" */
	_ = make(S) /* ERROR "invalid argument: cannot make S: type must be slice, map, or channel" */
	_ = max() /* ERROR "invalid operation: not enough arguments for max\(\) \(expected 1, found 0\)" */
	_ = max(1, "a") /* ERROR "invalid argument: mismatched types untyped int \(previous argument\) and untyped string \(type of \"a\"\)" */
	_ = max(1, 2.5)
	_ = min(i, f) /* ERROR "invalid argument: mismatched types int \(previous argument\) and float64 \(type of f\)" */
	_ = min(s) /* ERROR "invalid argument: s \(variable of type \[\]int\) cannot be ordered" */
	_ = new(int)
	_ = new(5)
	_ = new("a")
	_ = new(nil) /* ERROR "use of untyped nil in argument to new" */
	_ = new() /* ERROR "invalid operation: not enough arguments for new\(\) \(expected 1, found 0\)" */
	panic() /* ERROR "invalid operation: not enough arguments for panic\(\) \(expected 1, found 0\)" */
	panic(1, 2) /* ERROR "invalid operation: too many arguments for panic\(1, 2\) \(expected 1, found 2\)" */
	print(1, nil) /* ERROR "use of untyped nil in argument to built-in print" */
	_ = recover(1) /* ERROR "invalid operation: too many arguments for recover\(1\) \(expected 0, found 1\)" */
	var r string = recover() /* ERROR "cannot use recover\(\) \(value of type interface\{\}\) as string value in variable declaration: need type assertion" */
	_ = unsafe.Sizeof(st)
	_ = unsafe.Offsetof(st.a)
	_ = unsafe.Offsetof(st.b)
	_ = unsafe.Offsetof(st.d) /* ERROR "invalid argument: field d is embedded via a pointer in S" */
	_ = unsafe.Offsetof(st.m) /* ERROR "invalid argument: st\.m is a method value" */
	_ = unsafe.Offsetof(i) /* ERROR "invalid argument: i is not a selector expression" */
	_ = unsafe.Slice(i, 1) /* ERROR "invalid argument: i \(variable of type int\) is not a pointer" */
	_ = unsafe.Slice(&i, -1) /* ERROR "invalid argument: length -1 \(constant of type int\) must not be negative" */
	_ = unsafe.String(&b[0], 1)
	_ = unsafe.Add(unsafe.Pointer(pa), 1)
	_ = len(s...) /* ERROR "invalid operation: invalid use of \.\.\. with built-in len" */
	len(s) /* ERROR "len\(s\) \(value of type int\) is not used" */
	len /* ERROR "len \(built-in\) must be called" */
	_, _ = la, r
}
