// Calls: counts and types of arguments, variadic functions, spreading, method expressions.
package p

type T struct{ f func(int) }

func (T) V(int)   {}
func (*T) P() int { return 0 }

func none()                   {}
func one(int) int             { return 0 }
func two(int, string)         {}
func res() (int, string)      { return 0, "" }
func vari(string, ...int)     {}
func gen[K comparable, V any](map[K]V, K) V { panic(0) }

func _(t T, p *T, s []int, i interface{}) {
	none(1) /* ERROR "too many arguments in call to none" */
	one() /* ERROR "not enough arguments in call to one" */
	one("a") /* ERROR "cannot use \"a\" \(untyped string constant\) as int value in argument to one" */
	one(1, 2) /* ERROR "too many arguments in call to one" */
	two(res())
	two(res(), 1) /* ERROR "multiple-value res\(\) \(value of type \(int, string\)\) in single-value context" */ /* ERROR "cannot use 1 \(untyped int constant\) as string value in argument to two" */
	two(1) /* ERROR "not enough arguments in call to two" */
	one(res()) /* ERROR "too many arguments in call to one" */
	one(none()) /* ERROR "none\(\) \(no value\) used as value" */
	vari() /* ERROR "not enough arguments in call to vari" */
	vari("a")
	vari("a", 1, 2, "b") /* ERROR "cannot use \"b\" \(untyped string constant\) as int value in argument to vari" */
	vari("a", s...)
	vari("a", 1, s...) /* ERROR "too many arguments in call to vari" */
	vari(s...) /* ERROR "not enough arguments in call to vari" */
	two(1, s...) /* ERROR "cannot use \.\.\. in call to non-variadic two" */
	vari(res()...) /* ERROR "cannot use \.\.\. with 2-valued res\(\)" */
	i() /* ERROR "invalid operation: cannot call i \(variable of type interface\{\}\): interface\{\} is not a function" */
	1() /* ERROR "invalid operation: cannot call 1 \(untyped int constant\): untyped int is not a function" */
	t.V() /* ERROR "not enough arguments in call to t\.V" */
	t.P()
	T{}.P() /* ERROR "cannot call pointer method P on T" */
	T.V(t, 1)
	T.V(1) /* ERROR "not enough arguments in call to T\.V" */
	T.P(t) /* ERROR "invalid method expression T\.P \(needs pointer receiver \(\*T\)\.P\)" */
	(*T).P(p)
	(*T).V(p, 1)
	T.f(t) /* ERROR "T\.f undefined \(type T has no method f\)" */
	t.f(1)
	t.g() /* ERROR "t\.g undefined \(type T has no field or method g\)" */
	t.v(1) /* ERROR "t\.v undefined \(type T has no field or method v, but does have method V\)" */
	i.V(1) /* ERROR "i\.V undefined \(type interface\{\} has no field or method V\)" */
	gen(map[string]int{}, "a")
	gen(map[string]int{}, 1) /* ERROR "cannot use 1 \(untyped int constant\) as string value in argument to gen" */
	gen[int](map[string]int{}, 1) /* ERROR "in call to gen\[int\], type map\[string\]int of map\[string\]int\{\} does not match map\[int\]V" */
	gen[int, int, int](nil, 1) /* ERROR "got 3 type arguments but want 2" */
	gen(nil, 1) /* ERROR "in call to gen, cannot infer V \(declared at .*:14:24\)" */
	_ = gen /* ERROR "cannot use generic function gen without instantiation" */
	x := none() /* ERROR "declared and not used: x" */ /* ERROR "none\(\) \(no value\) used as value" */
	x := one /* ERROR "no new variables on left side of :=" */
	_ = one(1) + none() /* ERROR "none\(\) \(no value\) used as value" */
	go one(1)
	go one /* ERROR "expression in go must be function call" */
	defer len("a") /* ERROR "defer discards result of len\(\"a\"\) \(constant 1 of type int\)" */
	defer int(1) /* ERROR "defer requires function call, not conversion int\(1\) \(constant 1 of type int\)" */
	defer recover()
	go func() {} /* ERROR "expression in go must be function call" */
	one(1).x() /* ERROR "one\(1\)\.x undefined \(type int has no field or method x\)" */
}
