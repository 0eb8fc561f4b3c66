// Promoted and bound methods, errors, large values, literals, generic constraints, goroutines, through fmt.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"unsafe"
)

//go:noinline
func area(s Shape) float64 { return s.Area() }

func kw(s string) int {
	switch s {
	case "break":
		return 1
	case "case", "chan":
		return 2
	case "const":
		fallthrough
	case "continue":
		return 3
	case "default":
		return 4
	case "if", "else", "for", "func", "go":
		return 5
	default:
		return -1
	case "goto":
		return 6
	}
}

type Shape interface {
	Area() float64
	Name() string
}
type base struct{ name string }

func (b *base) Name() string { return b.name }

type Sq struct {
	*base
	s float64
}

func (s Sq) Area() float64 { return s.s * s.s }

type W struct{ Shape }
type err struct{ code int }

func (e *err) Error() string { return fmt.Sprint("code ", e.code) }
func mk(n int) error {
	if n == 0 {
		return nil
	}
	if n < 0 {
		return fmt.Errorf("wrap: %w", &err{n})
	}
	return &err{n}
}

type F func(int) int

func (f F) Call(x int) int { return f(x) }

type Set map[string]bool

func (s Set) Add(k string) { s[k] = true }

type Pt struct{ X, Y int }
type Emb struct {
	Pt
	strings.Builder
}
type Arr [3]Pt

func named() (x, y int, s string) {
	defer func() { x *= 2; s += "!" }()
	x, y, s = 1, 2, "s"
	return y, x, s + "t"
}
func multi() (int, error)                   { return 3, nil }
func variadic(pre string, xs ...any) string { return pre + fmt.Sprint(len(xs), xs == nil) }
func nest() (out string) {
	defer func() {
		r := recover()
		out = fmt.Sprint(r)
	}()
	defer func() {
		defer func() { panic(fmt.Sprint("second ", recover())) }()
		panic("inner")
	}()
	panic("first")
}

type Celsius float64
type big struct {
	a [100]int
	s string
}

func bigv(b big) big { b.a[0]++; return b }

type node struct {
	kids []*node
	v    int
}

func (n *node) sum() (t int) {
	t = n.v
	for _, k := range n.kids {
		t += k.sum()
	}
	return
}

type G[K comparable, V any] struct{ m map[K]V }

func (g *G[K, V]) Put(k K, v V) *G[K, V] {
	if g.m == nil {
		g.m = make(map[K]V)
	}
	g.m[k] = v
	return g
}
func (g G[K, V]) Get(k K) (v V, ok bool) { v, ok = g.m[k]; return }

type Ord interface {
	~int | ~string | ~float64
}

func SortBy[T any, O Ord](s []T, key func(T) O) {
	for i := range s {
		for j := i; j > 0 && key(s[j]) < key(s[j-1]); j-- {
			s[j], s[j-1] = s[j-1], s[j]
		}
	}
}

type Int interface{ Inc() }
type PI[T any] interface {
	*T
	Inc()
}
type cnt struct{ n int }

func (c *cnt) Inc() { c.n++ }
func IncAll[T any, P PI[T]](xs []T) {
	for i := range xs {
		P(&xs[i]).Inc()
	}
}

var global = map[string]func() string{"a": func() string { return "A" }}
var matrix = [][]float64{{1, 2}, {3, 4}}
var lookup = [256]uint8{'a': 1, 'z': 26}
var self *node = &node{v: 9, kids: []*node{{v: 1}, {v: 2}}}

func main() {
	for _, s := range []string{"break", "chan", "const", "continue", "go", "goto", "xx", "default", ""} {
		print(kw(s), " ")
	}
	println()
	var sh Shape = Sq{&base{"sq"}, 3}
	w := W{sh}
	fmt.Println(sh.Area(), w.Name(), w.Shape == sh)
	var e *err
	fmt.Println(mk(0) == nil, mk(2), errors.As(mk(-3), &e), e.code)
	fmt.Println(F(func(x int) int { return x * x }).Call(7))
	s := Set{}
	s.Add("q")
	add := s.Add
	add("r")
	fmt.Println(len(s), s)
	var em Emb
	em.X = 4
	em.WriteString("built")
	fmt.Println(em.Pt, em.String(), em.Len())
	fmt.Println(named())
	fmt.Println(multi())
	fmt.Println(variadic("a"), variadic("b", 1, "x"), variadic("c", []any{1, 2, 3}...), variadic("d", nil), variadic("e", nil...))
	fmt.Println(nest())
	var b big
	b.s = "big"
	c := bigv(bigv(b))
	pb := &c
	d := *pb
	d.a[1] = 5
	fmt.Println(c.a[0], d.a[0], d.a[1], c.a[1], d.s, b == c)
	ab := [2]big{b, c}
	for i, x := range ab {
		ab[1].a[0] = 77
		fmt.Print(i, x.a[0], " ")
	}
	fmt.Println(self.sum(), matrix[1][0], lookup['z'], global["a"]())
	g := new(G[string, []int]).Put("x", []int{1}).Put("y", nil)
	v, ok := g.Get("x")
	_, ok2 := g.Get("zz")
	fmt.Println(v, ok, ok2, len(g.m))
	ps := []Pt{{3, 1}, {1, 2}, {2, 3}}
	SortBy(ps, func(p Pt) int { return p.X })
	fmt.Println(ps)
	cs := make([]cnt, 3)
	IncAll(cs)
	fmt.Println(cs)
	m := map[int]int{1: 1, 2: 2}
	for k := range m {
		delete(m, k)
	}
	z := []string{"a", "b"}
	for i := range z {
		z[i] = ""
	}
	fmt.Printf("%d %q\n", len(m), z)
	fmt.Println(unsafe.Sizeof(b), unsafe.Offsetof(b.s), Celsius(36.6), Arr{{1, 2}, {}, {3, 4}})
	fmt.Fprintln(os.Stdout, strings.Repeat("ab", 3), strings.Fields(" a b  c "))
	var iface any = ps[0]
	switch p := iface.(type) {
	case fmt.Stringer:
		fmt.Println("stringer", p)
	case Pt:
		fmt.Println("pt", p.X)
	}
	if p, ok := iface.(*Pt); !ok {
		fmt.Println("no", p)
	}
	func() {
		defer func() { fmt.Println(recover()) }()
		var np *W
		_ = np.Shape.Name
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var sp *Sq
		area(sp)
	}()
	lbl := 0
L:
	for {
		switch {
		case lbl > 3:
			break L
		case lbl%2 == 0:
			lbl++
			continue L
		}
		lbl += 2
	}
	fmt.Println(lbl)
	ch := make(chan Pt)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for p := range ch {
			fmt.Print(p, ";")
		}
	}()
	for _, p := range ps {
		ch <- p
	}
	close(ch)
	<-done
	fmt.Println()
	x := 10
	ptr := &x
	*ptr++
	inc := func() int { x++; return x }
	fmt.Println(inc()+inc()*2, x, *ptr)
	var arr [5]int
	sl := arr[1:3:4]
	sl = append(sl, 9)
	sl = append(sl, 10)
	sl[0] = 100
	fmt.Println(arr, sl, len(sl))
	type kv struct {
		k string
		v any
	}
	fmt.Printf("%v %+v %T\n", kv{"a", 1}, kv{"b", nil}, kv{})
	fmt.Println(strings.Map(func(r rune) rune {
		if r == 'a' {
			return -1
		}
		return r + 1
	}, "banana"))
}
