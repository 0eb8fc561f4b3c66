// Generic types and functions: counts of arguments, constraints, instantiation, cycles of instances.
package p

type List[T any] struct {
	next *List[T]
	v    T
}
type Pair[K comparable, V any] struct {
	k K
	v V
}
type Num interface{ ~int | ~float64 }
type MyInt int
type Set[T comparable] = map[T]struct{}

func (l *List[T]) push(v T) *List[T] { return &List[T]{l, v} }
func (Pair[A, B]) first() (a A)      { return }

func sum[T Num](x ...T) (s T) {
	for _, v := range x {
		s += v
	}
	return
}

var (
	_ List             /* ERROR "cannot use generic type List\[T any\] without instantiation" */
	_ List[int, int]   /* ERROR "too many type arguments for type List: have 2, want 1" */
	_ Pair[int]        /* ERROR "not enough type arguments for type Pair: have 1, want 2" */
	_ Pair[[]int, int] /* ERROR "\[\]int does not satisfy comparable" */
	_ MyInt[int]       /* ERROR "invalid operation: MyInt\[int\] \(MyInt is not a generic type\)" */
	_ Set[func()]      /* ERROR "func\(\) does not satisfy comparable" */
	_ Pair[any, int]
	_ Set[string] = map[string]struct{}{}
	_             = sum[MyInt]
	_             = sum[string] /* ERROR "string does not satisfy Num \(string missing in ~int \| ~float64\)" */
	_ Num                       /* ERROR "cannot use type Num outside a type constraint: interface contains type constraints" */
)

func _(l *List[string]) {
	l.push(1) /* ERROR "cannot use 1 \(untyped int constant\) as string value in argument to l\.push" */
	var s string = l.push("").next.v
	_ = s
	var n int = Pair[int, string]{}.first()
	_ = n
}

type exact interface{ int }

func only[T exact](T) {}

func _(m MyInt) { only(m) } /* ERROR "MyInt does not satisfy exact \(possibly missing ~ for int in exact\)" */

// A type may stand in its own constraint.
type Ordered[T Ordered[T]] interface{ Less(T) bool }
type Age int

func (a Age) Less(b Age) bool         { return a < b }
func min2[T Ordered[T]](a, b T) (m T) { return }

var _ = min2(Age(1), 2)
var _ = min2(MyInt(1), 2) /* ERROR "in call to min2, T \(type MyInt\) does not satisfy Ordered\[T\] \(missing method Less\)" */
