// Ranges over functions with every way out of them, generic functions and types, static and dynamic initialisation.
package main

import "iter"

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer println("iter done")
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}
func pairs(yield func(int, string) bool) {
	_ = yield(1, "a") && yield(2, "b") && yield(3, "c")
}
func find(n int) (r int, ok bool) {
	for i := range count(10) {
		for k, s := range pairs {
			if k == 2 && i == n {
				println(s)
				return i * 10, true
			}
			if k == 3 {
				break
			}
		}
	}
	return -1, false
}
func labels() {
outer:
	for i := range count(4) {
		for j := range count(4) {
			if j == 1 {
				continue outer
			}
			if i == 2 {
				break outer
			}
			println(i, j)
		}
	}
	for i := range count(3) {
		if i == 1 {
			goto end
		}
		println("goto", i)
	}
end:
	println("end")
}
func deferIn() {
	for i := range count(3) {
		defer println("deferred", i)
	}
	println("body end")
}
func recoverIn() (s string) {
	defer func() {
		for range count(1) {
			if e := recover(); e != nil {
				s = e.(string)
			}
		}
	}()
	panic("p")
}

type Num interface{ ~int | ~float64 }

func Sum[T Num](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return s + 1
}

type List[T any] struct {
	head *node[T]
	n    int
}
type node[T any] struct {
	v    T
	next *node[T]
}

func (l *List[T]) Push(v T) { l.head = &node[T]{v, l.head}; l.n++ }
func (l *List[T]) All() iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		i := 0
		for n := l.head; n != nil; n = n.next {
			if !yield(i, n.v) {
				return
			}
			i++
		}
	}
}
func Map[T, U any](s []T, f func(T) U) []U {
	r := make([]U, 0, len(s))
	for _, v := range s {
		r = append(r, f(v))
	}
	return r
}

type Stringer interface{ String() string }
type MyInt int

func (m MyInt) String() string { return "my" }
func Str[T Stringer](x T) string {
	var i Stringer = x
	return x.String() + i.String()
}
func Zero[T any]() (z T) { return }
func Kind[T any](x T) string {
	switch any(x).(type) {
	case int:
		return "int"
	case string:
		return "string"
	case []T:
		return "slice"
	}
	return "other"
}

var (
	a1           = b1 + 1
	b1           = f1()
	tbl          = [...]string{2: "two", 0: "zero"}
	mp           = map[string][]int{"x": {1, 2}, "y": nil}
	fn           = func(x int) int { return x + a1 }
	pp           = &struct{ a, b int }{1, 2}
	ifc Stringer = MyInt(3)
	arr [10]int
	par = &arr[3]
)

func f1() int { return 10 }
func init()   { println("init", a1, b1); *par = 77 }
func init()   { println("init2") }

type Tree struct {
	L, R *Tree
	V    int
}

func (t *Tree) Walk(yield func(int) bool) bool {
	return t == nil || t.L.Walk(yield) && yield(t.V) && t.R.Walk(yield)
}

type A struct {
	f float64
	s string
	i any
	_ int
	c complex64
}

func main() {
	println(find(3))
	println(find(20))
	labels()
	deferIn()

	println(Sum(1, 2, 3), Sum(1.5))
	var l List[string]
	l.Push("x")
	l.Push("y")
	for i, v := range l.All() {
		println(i, v)
	}
	for _, s := range Map([]int{1, 2}, func(i int) string { return string(rune('a' + i)) }) {
		print(s)
	}
	println(Str(MyInt(1)), Zero[int](), Zero[string]() == "", Kind(1), Kind("s"), Kind(1.5))
	println(tbl[0], tbl[1], tbl[2], len(mp["x"]), fn(1), pp.b, ifc.String(), arr[3])
	t := &Tree{&Tree{nil, nil, 1}, &Tree{nil, nil, 3}, 2}
	t.Walk(func(v int) bool { print(v, " "); return true })
	println()
	m := map[A]int{}
	m[A{1, "x", 2, 0, 1i}] = 5
	m[A{f: 1, s: "x", i: 2, c: 1i}]++
	println(len(m), m[A{1, "x", 2, 9, 1i}], A{i: 1} == A{i: 1}, A{i: 1} == A{i: "1"})
	mf := map[[2]float64]string{{1, 2}: "p"}
	println(mf[[2]float64{1, 2}])
	var e1, e2 any = A{s: "q"}, A{s: "q"}
	println(e1 == e2, e1 != nil, e1 == A{s: "q"}, ifc == MyInt(3))
	p := new(42)
	println(*p)
	x := []struct{ a, b int }{{1, 2}, {3, 4}}
	y := map[string]*Tree{"a": {V: 5}}
	println(x[1].b, y["a"].V)
	ch := make(chan func() int, 1)
	ch <- func() int { return len(x) }
	println((<-ch)())
	for i, g := 0, 0; i < 2; i, g = i+1, g+2 {
		defer func() { println("d", i, g) }()
	}
}
