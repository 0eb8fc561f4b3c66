// Composite and function literals.
package p

import "image"

type S struct {
	a int
	B string
}
type N struct{ s S }
type M map[string]S
type I interface{}

var (
	_ = S{}
	_ = S{1} /* ERROR "too few values in struct literal of type S" */
	_ = S{1, "a"}
	_ = S{1, "a", 2} /* ERROR "too many values in struct literal of type S" */
	_ = S{a: 1, a: 2} /* ERROR "duplicate field name a in struct literal" */
	_ = S{b: "x"} /* ERROR "unknown field b in struct literal of type S, but does have B" */
	_ = S{c: 1} /* ERROR "unknown field c in struct literal of type S" */
	_ = S{a: 1, "b"} /* ERROR "mixture of field:value and value elements in struct literal" */
	_ = S{"b", a: 1} /* ERROR "cannot use \"b\" \(untyped string constant\) as int value in struct literal" */ /* ERROR "mixture of field:value and value elements in struct literal" */
	_ = S{a: "x"} /* ERROR "cannot use \"x\" \(untyped string constant\) as int value in struct literal" */
	_ = image.Point{1, 2}
	_ = image.Point{x: 1} /* ERROR "unknown field x in struct literal of type image\.Point" */
	_ = image.Config{}
	_ = []int{1, "a"} /* ERROR "cannot use \"a\" \(untyped string constant\) as int value in array or slice literal" */
	_ = []int{0: 1, 0: 2} /* ERROR "duplicate index 0 in array or slice literal" */
	_ = []int{5: 1, 2}
	_ = []int{-1: 1} /* ERROR "invalid argument: index -1 \(constant of type int\) must not be negative" */
	_ = [2]int{1, 2, 3} /* ERROR "index 2 is out of bounds \(>= 2\)" */
	_ = [...]int{9: 1}
	_ [2]int = [...]int{1} /* ERROR "cannot use \[\.\.\.\]int\{…\} \(value of type \[1\]int\) as \[2\]int value in variable declaration" */
	_ = M{"a": {1, "b"}, "a": {}} /* ERROR "duplicate key \"a\" in map literal" */
	_ = M{{}} /* ERROR "missing key in map literal" */
	_ = map[I]int{1: 1, 1.0: 2, "1": 3, 1: 4} /* ERROR "duplicate key 1 in map literal" */
	_ = []*S{{1, "a"}, &S{}, nil}
	_ = []S{{}, S{}, &S{}} /* ERROR "cannot use &S\{\} \(value of type \*S\) as S value in array or slice literal" */
	_ = [][]int{{1}, {"a"}} /* ERROR "cannot use \"a\" \(untyped string constant\) as int value in array or slice literal" */
	_ = int{} /* ERROR "invalid composite literal type int" */
	_ = I{} /* ERROR "invalid composite literal type I" */
	_ = []S{S: {}} /* ERROR "S \(type\) is not an expression" */
	_ = func(x int) int { return "a" } /* ERROR "cannot use \"a\" \(untyped string constant\) as int value in return statement" */
	_ = func(x int) int { x++ } /* ERROR "missing return" */
	_ = undefined{1} /* ERROR "undefined: undefined" */
)
