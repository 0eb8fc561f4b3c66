// Assignments, declarations with initialisers, unused variables.
package p

type T struct{ x int }

func (T) m()    {}
func (t *T) pm() {}

type I interface{ m() }
type PI interface{ pm() }

func two() (int, string) { return 0, "" }
func none()              {}

func _(m map[string]T, i I, ch chan int, sc chan<- int, e interface{}) {
	a, b := two()
	c := two() /* ERROR "declared and not used: c" */ /* ERROR "assignment mismatch: 1 variable but two returns 2 values" */
	d, g, h := two() /* ERROR "declared and not used: d" */ /* ERROR "declared and not used: g" */ /* ERROR "declared and not used: h" */ /* ERROR "assignment mismatch: 3 variables but two returns 2 values" */
	a, k := 1 /* ERROR "declared and not used: k" */ /* ERROR "assignment mismatch: 2 variables but 1 value" */
	a, b := 1, 2 /* ERROR "no new variables on left side of :=" */ /* ERROR "cannot use 2 \(untyped int constant\) as string value in assignment" */
	a, a := 1, 2 /* ERROR "a repeated on left side of :=" */
	n := none() /* ERROR "declared and not used: n" */ /* ERROR "none\(\) \(no value\) used as value" */
	var o, p int = 1 /* ERROR "declared and not used: o" */ /* ERROR "declared and not used: p" */ /* ERROR "assignment mismatch: 2 variables but 1 value" */
	var q, r = 1, 2, 3 /* ERROR "declared and not used: q" */ /* ERROR "declared and not used: r" */ /* ERROR "extra init expr 3" */
	s := nil /* ERROR "declared and not used: s" */ /* ERROR "use of untyped nil in assignment" */
	var t = nil /* ERROR "declared and not used: t" */ /* ERROR "use of untyped nil in variable declaration" */
	_ = nil /* ERROR "use of untyped nil in assignment to _ identifier" */
	1 = 2 /* ERROR "cannot assign to 1 \(neither addressable nor a map index expression\)" */
	a = "x" /* ERROR "cannot use \"x\" \(untyped string constant\) as int value in assignment" */
	two() = 1, 2 /* ERROR "assignment mismatch: 1 variable but 2 values" */
	m["a"].x = 1 /* ERROR "cannot assign to struct field m\[\"a\"\]\.x in map" */
	m["a"] = T{}
	none = nil /* ERROR "cannot assign to none \(neither addressable nor a map index expression\)" */
	T = 1 /* ERROR "T \(type\) is not an expression" */
	len = 2 /* ERROR "len \(built-in\) must be called" */
	const cc = 1
	cc = 2 /* ERROR "cannot assign to cc \(neither addressable nor a map index expression\)" */
	_ = _ /* ERROR "cannot use _ as value or type" */
	a, b = b, a /* ERROR "cannot use b \(variable of type string\) as int value in assignment" */ /* ERROR "cannot use a \(variable of type int\) as string value in assignment" */
	v, ok := m["a"] /* ERROR "declared and not used: v" */ /* ERROR "declared and not used: ok" */
	v, ok, ok = m["a"] /* ERROR "assignment mismatch: 3 variables but 1 value" */
	w, ok := e.(int) /* ERROR "declared and not used: w" */
	x, ok := <-ch /* ERROR "declared and not used: x" */
	var y, okk bool = e.(string) /* ERROR "declared and not used: y" */ /* ERROR "declared and not used: okk" */ /* ERROR "cannot use e\.\(string\) \(comma, ok expression of type string\) as bool value in assignment" */
	i = T{}
	i = &T{}
	var pi PI = T{} /* ERROR "cannot use T\{\} \(value of struct type T\) as PI value in variable declaration: T does not implement PI \(method pm has pointer receiver\)" */
	var ci chan int = sc /* ERROR "declared and not used: ci" */ /* ERROR "cannot use sc \(variable of type chan<- int\) as chan int value in variable declaration" */
	var fi func() = two /* ERROR "declared and not used: fi" */ /* ERROR "cannot use two \(value of type func\(\) \(int, string\)\) as func\(\) value in variable declaration" */
	i = e /* ERROR "cannot use e \(variable of type interface\{\}\) as I value in assignment: interface\{\} does not implement I \(missing method m\)" */
	sc = ch
	a += b /* ERROR "invalid operation: a \+= b \(mismatched types int and string\)" */
	if z := 1; false { /* ERROR "declared and not used: z" */
	}
	a.b, aa := 1, 2 /* ERROR "non-name a\.b on left side of :=" */ /* ERROR "a\.b undefined \(type int has no field or method b\)" */ /* ERROR "declared and not used: aa" */
	_, _ = m, pi
}

var g1, g2 = two()
var g3 = two() /* ERROR "multiple-value two\(\) \(value of type \(int, string\)\) in single-value context" */
var g4, g5 = 1 /* ERROR "assignment mismatch: 2 variables but 1 value" */
var g6 int = none() /* ERROR "none\(\) \(no value\) used as value" */
