// Calls before reads, in places, receivers, elements, bounds and operators.
package main

import "fmt"

type L struct {
	list []int
	n    int
	m    map[string]int
}

func (l *L) add(v int) int    { l.list = append(l.list, v); l.n++; return v + 1 }
func (l L) show(x int) string { return fmt.Sprint(l.n, x) }
func set(p *int, v int) int   { *p = v; return v }
func setp[T any](p *T, v T) T { *p = v; return v }

func main() {
	l := &L{m: map[string]int{}}
	l.list = append(l.list, l.add(1))
	fmt.Println("append", l.list)
	i := 0
	a := []int{0, 0, 0}
	a[i] = set(&i, 2)
	fmt.Println("index assign", a)
	k := "a"
	f := func() int { k = "b"; return 1 }
	l.m[k] = f()
	fmt.Println("map assign", l.m)
	var arr [3]int
	j := 0
	arr[j] = set(&j, 1)
	fmt.Println("array assign", arr)
	l2 := L{}
	fmt.Println("receiver", l2.show(l2.add(1)))
	fn := func(int) string { return "old" }
	fmt.Println("func", fn(setp(&i, 1)+func() int { fn = func(int) string { return "new" }; return 0 }()))
	p := &L{n: 1}
	q := &L{n: 2}
	pp := p
	pp.n = func() int { pp = q; return 9 }()
	fmt.Println("ptr assign", p.n, q.n)
	s := []int{1, 2, 3}
	fmt.Println("index", s[func() int { s = []int{7, 8, 9}; return 1 }()])
	s = []int{1, 2, 3}
	fmt.Println("slice", s[func() int { s = []int{7, 8, 9}; return 1 }():])
	ch, ch2 := make(chan int, 1), make(chan int, 1)
	c := ch
	c <- func() int { c = ch2; return 1 }()
	fmt.Println("send", len(ch), len(ch2))
	x := 1
	x += set(&x, 5)
	fmt.Println("op", x)
	m := map[int]int{1: 1, 2: 2}
	y := 1
	fmt.Println("mapindex", m[y]+set(&y, 2), m[y])
	st := "a"
	fmt.Println("concat", st+func() string { st = "b"; return "c" }()+st)
	fmt.Println("cmp", x == set(&x, 3), x)
	b := true
	fmt.Println("and", b && true, func() int { b = false; return 0 }(), b)
	z := 0
	a = []int{1, 2, 3}
	z, a[z] = 2, 9
	fmt.Println("tuple", z, a)
	z = 0
	a[z], z = set(&z, 1), 7
	fmt.Println("tuple2", z, a)
	defer func() { recover(); fmt.Println("x") }()
	var e any = 1
	fmt.Println("assert", e.(int), func() int { e = 2; return 0 }())
	w := 1
	v := &w
	fmt.Println("deref", *v, func() int { nw := 5; v = &nw; return 0 }())
	go func(int, int) {}(w, set(&w, 4))
	var arr2 = [2]int{1, 2}
	fmt.Println("arr", arr2[0], set(&arr2[0], 4))
	fmt.Println("copyarr", arr2, set(&arr2[0], 8))
	for i, v := range []int{x, set(&x, 77)} {
		fmt.Println("range", i, v)
	}
	switch x := 1; x {
	case set(&x, 2), 1:
		fmt.Println("switch")
	}
	type P struct{ a, b int }
	pt := P{1, 2}
	pt = P{pt.b, set(&pt.b, 5)}
	fmt.Println("complit", pt)
	ptr := &P{pt.a, set(&pt.a, 6)}
	fmt.Println("complit2", *ptr)
	fmt.Println("conv", float64(x), any(x), set(&x, 3))
	bs := []byte("abc")
	fmt.Println("str", string(bs), func() int { bs[0] = 'x'; return 0 }())
	fmt.Println("len", len(bs), func() int { bs = nil; return 0 }())
	fmt.Println("min", min(x, 100), set(&x, 5))
	fmt.Println("neg", -x, ^x, !b, set(&x, 9))
	fmt.Println("shift", x<<set(&x, 1))
	fmt.Println("idx", a[x], set(&x, 2))
	var np *L
	defer func() { fmt.Println(recover(), x) }()
	fmt.Println(np.n, set(&x, 1234))
}
