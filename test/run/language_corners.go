// Corners of the language: generics, ranges over functions with defer, goto and recover, shadowed names, unsafe, nil
// checks far into objects, large frames, the texts of run-time errors.
package main

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"runtime"
	"strings"
	"unsafe"
)

type List[T any] struct {
	head *node[T]
	n    int
}
type node[T any] struct {
	v    T
	next *node[T]
}

func (l *List[T]) Push(v T) { l.head = &node[T]{v, l.head}; l.n++ }
func (l *List[T]) Each() iter.Seq2[int, T] {
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

type Vec[T any] = []T
type Pair[A, B any] struct {
	A A
	B B
}
type PI[A any] = Pair[A, int]
type Set[T comparable] = map[T]struct{}

func deep[T any](n int, x T) string {
	if n == 0 {
		return fmt.Sprintf("%T", x)
	}
	return deep(n-1, x)
}

type Num interface{ ~int | ~float64 }

func Sum[T Num](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return
}

type Tree[K interface{ Less(K) bool }] struct {
	l, r *Tree[K]
	k    K
}
type Int int

func (a Int) Less(b Int) bool { return a < b }
func (t *Tree[K]) Insert(k K) *Tree[K] {
	if t == nil {
		return &Tree[K]{k: k}
	}
	if k.Less(t.k) {
		t.l = t.l.Insert(k)
	} else {
		t.r = t.r.Insert(k)
	}
	return t
}
func (t *Tree[K]) Walk(yield func(K) bool) bool {
	return t == nil || t.l.Walk(yield) && yield(t.k) && t.r.Walk(yield)
}
func (t *Tree[K]) All() iter.Seq[K] { return func(y func(K) bool) { t.Walk(y) } }

type Inner struct{ x int }

func (i Inner) Get() int   { return i.x }
func (i *Inner) Set(v int) { i.x = v }

type Getter interface{ Get() int }
type Outer struct {
	Getter
	*Inner2
}
type Inner2 struct{ y int }

func (i *Inner2) Y() int { return i.y }

type RT struct {
	m map[string]*RT
	f func(RT) RT
	s []RT
	c chan RT
	i interface{ M(RT) }
}
type RF func(RF) RF
type RS []RS
type RM map[string]RM
type RP *RP

func yieldN(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Print("[cleanup]")
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func rangeDefer() (r int) {
	for i := range yieldN(3) {
		defer func() { fmt.Print("d", i, " "); r += i }()
	}
	fmt.Print("body ")
	return 10
}

func rangeNested() string {
outer:
	for i := range yieldN(5) {
		for j := range yieldN(5) {
			switch {
			case j == 1 && i == 0:
				continue outer
			case j == 2 && i == 1:
				break outer
			case i == 3:
				return "never"
			}
			fmt.Print("(", i, j, ")")
		}
	}
	return "end"
}

func rangeGoto() int {
	n := 0
again:
	for i := range yieldN(4) {
		if i == 2 && n < 2 {
			n++
			goto again
		}
		for j := range yieldN(2) {
			if j == 1 && i == 3 {
				goto done
			}
		}
	}
done:
	return n
}

func rangeRecover() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("rec: %v", r)
		}
	}()
	for i := range yieldN(3) {
		if i == 1 {
			panic("at1")
		}
	}
	return nil
}

func rangePanicIter() {
	defer func() { fmt.Println("R:", recover()) }()
	bad := func(yield func(int) bool) {
		yield(1)
		yield(2)
	}
	for i := range bad {
		fmt.Print(i, " ")
		break
	}
}

func rangeEscape() {
	defer func() { fmt.Println("R:", recover()) }()
	var save func(int) bool
	func() {
		for range func(y func(int) bool) { save = y; y(1) } {
		}
	}()
	save(2)
}

func pull() {
	next, stop := iter.Pull2((&List[string]{head: &node[string]{"a", &node[string]{"b", nil}}}).Each())
	fmt.Println(next())
	fmt.Println(next())
	fmt.Println(next())
	stop()
	next1, stop1 := iter.Pull(yieldN(3))
	fmt.Println(next1())
	stop1()
	fmt.Println(next1())
}

func gotos() {
	i := 0
L:
	if i < 3 {
		fmt.Print("g", i, " ")
		i++
		goto L
	}
	for {
		for {
			if i > 5 {
				goto out
			}
			i++
		}
	}
out:
	fmt.Println(i)
	{
		goto X
	}
X:
	switch {
	case true:
		if i == 6 {
			break
		}
		fmt.Println("no")
	}
}

func shadow() {
	true := false
	nil := 3
	len := func(x int) int { return x * 2 }
	int := "int"
	string := func(s any) any { return s }
	append, panic, iota := 1, 2, 3
	var error float64 = 1.5
	fmt.Println(true, nil, len(4), int, string(5), append, panic, iota, error)
}

type byteAlias = byte
type Celsius float64

func (c Celsius) String() string { return fmt.Sprintf("%.1f°C", float64(c)) }

func unsafeOps() {
	a := [4]int32{1, 2, 3, 4}
	p := unsafe.Pointer(&a[0])
	fmt.Println(*(*int32)(unsafe.Add(p, 8)), unsafe.Slice(&a[1], 2), unsafe.String(unsafe.StringData("hello"), 3), *unsafe.SliceData(a[2:]))
	var np *int
	fmt.Println(unsafe.Slice(np, 0) == nil, unsafe.String((*byte)(nil), 0) == "", unsafe.Sizeof(a), unsafe.Offsetof(struct {
		a byte
		b int64
	}{}.b))
	func() {
		defer func() { fmt.Println(recover()) }()
		n := -1
		_ = unsafe.Slice(&a[0], n)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		_ = unsafe.Slice(np, uint(1))
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		n := int64(1) << 62
		_ = unsafe.Slice(&a[0], n)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		n := -1
		_ = unsafe.String(unsafe.StringData("x"), n)
	}()
}

func newExpr() {
	p, q := new(42), new("s")
	r := new(Celsius(36.6))
	s := new([]int{1, 2}[1])
	t := new(struct{ a, b int }{1, 2})
	fmt.Println(*p, *q, *r, *s, *t)
}

type bigArr [1 << 16]int

func nilChecks() {
	try := func(name string, f func()) {
		defer func() {
			r := recover()
			_, isRT := r.(runtime.Error)
			fmt.Println(name, r, isRT)
		}()
		f()
	}
	type H struct {
		pad [1 << 20]byte
		x   int
		y   [10]int
	}
	var h *H
	var ba *bigArr
	i := 60000
	try("far field", func() { fmt.Println(h.x) })
	try("far store", func() { h.x = 1 })
	try("far addr", func() { p := &h.x; fmt.Println(p == nil) })
	try("far array", func() { fmt.Println(ba[i]) })
	try("far array const", func() { ba[60000] = 1 })
	try("far slice", func() { _ = ba[:] })
	try("far range", func() {
		for i := range ba {
			if i == 3 {
				break
			}
		}
		for _, v := range ba {
			_ = v
		}
	})
	try("len", func() { fmt.Println(len(ba), cap(h.y)) })
	try("copy", func() { x := *h; fmt.Println(x.x) })
	try("method", func() { var o *Inner; o.Set(1) })
	try("method val", func() { var o *Inner; _ = o.Get() })
	try("method value", func() { var o *Inner; f := o.Get; f() })
	try("method expr", func() { (*Inner).Set(nil, 1) })
	try("embedded", func() { var o Outer; o.Get() })
	try("embedded2", func() { var o Outer; o.Y() })
	try("iface mv", func() { var g Getter; f := g.Get; _ = f })
	try("zero size", func() { var z *struct{}; _ = *z })
	try("star blank", func() { var z *int; _ = *z })
	try("str idx", func() { s := "abc"; j := 3; _ = s[j] })
	try("arr idx", func() { a := [3]int{}; j := -1; _ = a[j] })
	try("slice3", func() { s := make([]int, 3, 5); a, b, c := 1, 4, 6; _ = s[a:b:c] })
	try("slice3b", func() { s := make([]int, 3, 5); a, b, c := 3, 2, 4; _ = s[a:b:c] })
	try("slice hi", func() { s := make([]int, 3, 5); b := 6; _ = s[:b] })
	try("slice neg", func() { s := make([]int, 3, 5); b := -6; _ = s[b:] })
	try("str slice", func() { s := "abc"; a, b := 2, 1; _ = s[a:b] })
	try("arr slice", func() { a := [3]int{}; b := 4; _ = a[:b] })
	try("uint idx", func() { a := []int{1}; b := uint64(1) << 63; _ = a[b] })
	try("int8 idx", func() { a := []int{1}; b := int8(-7); _ = a[b] })
	try("makeslice", func() { n := 1 << 60; _ = make([]int, n) })
	try("makeslice cap", func() { n := 1 << 60; _ = make([]int, 0, n) })
	try("makechan", func() { n := 1 << 60; _ = make(chan int, n) })
	try("makemap", func() { n := -1; m := make(map[int]int, n); fmt.Print(len(m)) })
	try("close nil", func() { var c chan int; close(c) })
	try("close closed", func() { c := make(chan int); close(c); close(c) })
	try("arr conv", func() { s := []int{1}; _ = [2]int(s) })
	try("arrptr conv", func() { s := []int{1}; _ = (*[2]int)(s) })
	try("assert", func() { var a any; _ = a.(int) })
	try("assert2", func() { var a any = "x"; _ = a.(fmt.Stringer) })
	try("assert3", func() { var a fmt.Stringer = Celsius(1); _ = a.(interface{ Foo() }) })
	try("assert4", func() { var a any = Inner{}; _ = a.(interface{ Set(int) }) })
	try("assert5", func() { type Inner struct{}; var a any = Inner{}; _ = a.(*Inner) })
	try("nilfunc", func() { var f func(); f() })
	try("goexit panicnil", func() { panic(nil) })
	try("div", func() { z := 0; fmt.Println(5 % z) })
	try("shift", func() { z := -1; fmt.Println(5 << z) })
	try("clear nil", func() { var m map[int]int; clear(m); var s []int; clear(s); delete(m, 1) })
}

func bigFrames() {
	var a [200000]int
	for i := range a {
		a[i] = i
	}
	f := func(b [50000]int) int { b[1] = 7; return b[0] + b[49999] + b[1] }
	var c [50000]int
	c[49999] = 5
	fmt.Println(a[199999], f(c), c[1])
	type Big struct{ x [30000]int }
	g := func() (b Big) { b.x[7] = 9; return }
	d := g()
	d2 := d
	d2.x[7]++
	fmt.Println(d.x[7], d2.x[7], d == d2, len(d.x))
	m := map[int]Big{1: d}
	fmt.Println(m[1].x[7], m[2].x[7])
	ch := make(chan *Big, 1)
	ch <- &d
	e := *<-ch
	var i any = e
	fmt.Println(i.(Big).x[7], i == any(d))
}

func rec(n int) int {
	var pad [100]int
	pad[n%100] = n
	if n == 0 {
		return 0
	}
	return rec(n-1) + pad[n%100] - n + 1
}

func closures() {
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i++; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	for i := range 3 {
		defer func() { fmt.Print("D", i, " ") }()
	}
	x := 1
	func() { x := x + 1; x++; _ = x }()
	fmt.Println(x)
}

func deferOrder() (s string) {
	defer func() { s += "1"; recover() }()
	defer func() {
		defer func() { s += fmt.Sprint(recover()) }()
		panic("b")
	}()
	defer func() { s += fmt.Sprint(recover()); panic("c") }()
	panic("a")
}

type errT struct{ error }

func main() {
	var l List[string]
	l.Push("x")
	l.Push("y")
	for i, v := range l.Each() {
		fmt.Print(i, v, " ")
	}
	push := l.Push
	push("z")
	f2 := (*List[string]).Push
	f2(&l, "w")
	fmt.Println(l.n, l.head.v)
	var v Vec[int] = []int{1, 2}
	fmt.Printf("%T %T %T %v\n", v, PI[string]{"a", 1}, Set[int]{}, Sum(1.5, 2))
	fmt.Println(deep(20, map[string]Pair[int, Vec[string]]{}))
	var t *Tree[Int]
	for _, k := range []Int{5, 2, 8, 1, 9} {
		t = t.Insert(k)
	}
	for k := range t.All() {
		if k == 8 {
			break
		}
		fmt.Print(k, " ")
	}
	fmt.Println()
	o := Outer{Inner{3}, &Inner2{4}}
	ge, ye, gm := Getter.Get, Outer.Y, Outer.Get
	fmt.Println(ge(o), ye(o), gm(o), (*Outer).Get(&o), interface{ Get() int }.Get(o))
	var rs RS = RS{RS{}, RS{RS{}}}
	fmt.Println(len(rs[1]), len(RM{"a": {"b": nil}}["a"]), RT{}.m == nil)
	var rf RF
	rf = func(r RF) RF { return rf }
	fmt.Println(rf(rf) != nil)
	fmt.Println(rangeDefer())
	fmt.Println(rangeNested())
	fmt.Println(rangeGoto())
	fmt.Println(rangeRecover())
	rangePanicIter()
	rangeEscape()
	pull()
	gotos()
	shadow()
	unsafeOps()
	newExpr()
	nilChecks()
	bigFrames()
	fmt.Println(rec(100000))
	closures()
	fmt.Println()
	fmt.Println(deferOrder())
	e := errT{errors.New("x")}
	fmt.Println(e, errors.Is(e, e.error), strings.Repeat("=", 3), Celsius(3))
	fmt.Printf("%v %+v %#v %T\n", o.Getter, Pair[int, string]{1, "a"}, Pair[int, string]{1, "a"}, Pair[Vec[int], PI[bool]]{})
	fmt.Fprintln(os.Stderr, "to stderr")
	type local struct{ a int }
	fmt.Printf("%T %#v %v\n", local{1}, local{1}, &local{2})
	func() {
		type local struct{ b string }
		fmt.Printf("%T %#v\n", local{"q"}, local{})
	}()
	var arr [3][2]int
	for i, row := range arr {
		for j := range row {
			arr[i][j] = i*j + 1
		}
	}
	pa := &arr
	for i, r := range pa {
		pa[2][0] = 99
		fmt.Print(i, r)
	}
	for i, r := range arr {
		arr[2][0] = 55
		fmt.Print(i, r)
	}
	fmt.Println()
	const c = iota + len("abc")
	var sw any = 3
	switch x := sw.(type) {
	case int, string:
		fmt.Printf("%T\n", x)
	case nil:
	}
	switch {
	case c > 2:
		fmt.Println("c")
		fallthrough
	case false:
		fmt.Println("ft")
	default:
		fmt.Println("no")
	}
}
