// Index and slice expressions.
package p

type A [4]int

func arr() A { return A{} }

func _(a A, p *A, s []int, m map[string]int, str string, i int, f float64, pp **A) {
	_ = a[4] /* ERROR "invalid argument: index 4 out of bounds \[0:4\]" */
	_ = a[-1] /* ERROR "invalid argument: index -1 \(constant of type int\) must not be negative" */
	_ = p[3]
	_ = p[4] /* ERROR "invalid argument: index 4 out of bounds \[0:4\]" */
	_ = s[-1] /* ERROR "invalid argument: index -1 \(constant of type int\) must not be negative" */
	_ = s["a"] /* ERROR "cannot convert \"a\" \(untyped string constant\) to type int" */
	_ = s[1.0]
	_ = s[1.5] /* ERROR "1\.5 \(untyped float constant\) truncated to int" */
	_ = s[f] /* ERROR "invalid argument: index f \(variable of type float64\) must be integer" */
	_ = m[1] /* ERROR "cannot use 1 \(untyped int constant\) as string value in map index" */
	_ = m["a"]
	_ = i[0] /* ERROR "cannot index i \(variable of type int\)" */
	_ = pp[0] /* ERROR "cannot index pp \(variable of type \*\*A\)" */
	_ = str[0] + "a" /* ERROR "invalid operation: str\[0\] \+ \"a\" \(mismatched types byte and untyped string\)" */
	str[0] = 'a' /* ERROR "cannot assign to str\[0\] \(neither addressable nor a map index expression\)" */
	_ = &str[0] /* ERROR "invalid operation: cannot take address of str\[0\] \(value of type byte\)" */
	_ = &m["a"] /* ERROR "invalid operation: cannot take address of m\[\"a\"\] \(map index expression of type int\)" */
	_ = a[:]
	_ = arr()[:] /* ERROR "cannot slice unaddressable value arr\(\) \(value of array type A\)" */
	_ = arr()[0]
	arr()[0] = 1 /* ERROR "cannot assign to arr\(\)\[0\] \(neither addressable nor a map index expression\)" */
	_ = p[1:2:3]
	_ = p[:9] /* ERROR "invalid argument: index 9 out of bounds \[0:5\]" */
	_ = a[3:2] /* ERROR "invalid slice indices: 2 < 3" */
	_ = s[3:2] /* ERROR "invalid slice indices: 2 < 3" */
	_ = s[1:2:1] /* ERROR "invalid slice indices: 1 < 2" */
	_ = str[1:2:3] /* ERROR "invalid operation: 3-index slice of string" */
	_ = m[1:2] /* ERROR "cannot slice m \(variable of type map\[string\]int\)" */
	_ = i[1:2] /* ERROR "cannot slice i \(variable of type int\)" */
	_ = "abc"[2:9] /* ERROR "invalid argument: index 9 out of bounds \[0:4\]" */
	m["a"].x = 1 /* ERROR "m\[\"a\"\]\.x undefined \(type int has no field or method x\)" */
}

func _[P []int | [4]int, Q string | []byte, R map[int]int | []int, N any](p P, q Q, r R, n N) {
	_ = p[0]
	_ = p[4]
	_ = q[0]
	q[0] = 1 /* ERROR "cannot assign to q\[0\] \(neither addressable nor a map index expression\)" */
	_ = q[1:]
	_ = r[0] /* ERROR "cannot index r \(variable of type R constrained by map\[int\]int \| \[\]int\)" */
	_ = n[0] /* ERROR "cannot index n \(variable of type N constrained by any\)" */
	_ = n[:] /* ERROR "cannot slice n \(variable of type N constrained by any\): no specific type in N" */
}
