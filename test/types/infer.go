// Type inference: arguments, constants, constraints, functions as arguments, assignment, failures.
package p

func id[T any](x T) T                              { return x }
func pair[K comparable, V any](K, V) map[K]V       { return nil }
func apply[S ~[]E, E, R any](s S, f func(E) R) []R { return nil }
func same[T any](a, b T) T                         { return a }
func made[T any]() (t T)                           { return }
func elem[S ~[]E, E any](s S) E                    { return s[0] }
func ptr[T any, P interface {
	*T
	set(int)
}](x T) {
}

type ints []int
type N int
type S struct{}

func (*S) set(int)   {}
func str(int) string { return "" }

func _(is ints) {
	var _ int = id(1)
	var _ float64 = same(1, 2.5)
	var _ rune = same(1, 'a')
	_ = same(1, "a") /* ERROR "in call to same, mismatched types untyped int and untyped string \(cannot infer T\)" */
	_ = same(N(1), 2)
	_ = same(N(1), int(2)) /* ERROR "cannot use int\(2\) \(constant 2 of type int\) as N value in argument to same" */
	var _ []string = apply(is, str)
	var _ []string = apply(is, func(int) string { return "" })
	var _ []int = apply(is, id)
	var _ int = elem(is)
	elem(3)          /* ERROR "in call to elem, cannot infer E" */
	made()           /* ERROR "in call to made, cannot infer T" */
	pair(nil, 1)     /* ERROR "in call to pair, cannot infer K" */
	pair([]int{}, 1) /* ERROR "\[\]int does not satisfy comparable" */
	ptr(S{})
	ptr(1) /* ERROR "\*int does not satisfy interface\{set\(int\); \*int\} \(missing method set\)" */
}

var f func(int) int = id
var g func(int) string = id /* ERROR "inferred type func\(x int\) int for func\(x T\) T does not match type func\(int\) string of g" */
var h = id                  /* ERROR "cannot use generic function id without instantiation" */

func ret() func(string) string { return id }
