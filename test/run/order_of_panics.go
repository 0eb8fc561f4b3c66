// Which panic comes first, and what has been evaluated by then.
package main

import "fmt"

func t(s string, v int) int { fmt.Print(s, " "); return v }
func ts(s string) []int     { fmt.Print(s, " "); return []int{1, 2, 3} }
func tm(s string) map[int]int {
	fmt.Print(s, " ")
	return map[int]int{1: 2}
}
func tp(s string) *int { fmt.Print(s, " "); x := 3; return &x }

type P struct{ a, b, c int }

func (p P) M(a, b int) int { fmt.Print("M ", a, b, " "); return p.a }
func mk(s string) P        { fmt.Print(s, " "); return P{1, 2, 3} }
func two(s string) (int, int) {
	fmt.Print(s, " ")
	return 1, 2
}
func fn(s string) func(int, int) int {
	fmt.Print(s, " ")
	return func(a, b int) int { fmt.Print("called "); return a + b }
}

func catch(name string, f func()) {
	defer func() {
		fmt.Println(name, "->", recover())
	}()
	f()
}

func main() {
	a := ts("x")
	a[t("i", 0)], a[t("j", 1)] = t("v", 5), t("w", 6)
	fmt.Println(a)
	tm("m")[t("k", 1)] = t("v", 2)
	fmt.Println()
	*tp("p") = t("v", 1)
	fmt.Println()
	fmt.Println(mk("mk").M(t("a", 1), t("b", 2)))
	fmt.Println(fn("f")(t("a", 1), t("b", 2)))
	fmt.Println(P{c: t("c", 1), a: t("a", 2), b: t("b", 3)})
	fmt.Println([]int{t("e0", 0), 5: t("e5", 5), 1: t("e1", 1)})
	fmt.Println(map[int]int{t("k1", 1): t("v1", 1), t("k2", 2): t("v2", 2)})
	i := 0
	i, a[i] = 1, 9
	fmt.Println(i, a)
	a[0], a[0] = 1, 2
	fmt.Println(a)
	x := []int{1, 2, 3}
	i = 0
	i, x[i] = 1, 2
	i = 0
	x[i], i = 2, 1
	x[0], x[0] = 1, 2
	x[1], x[2] = 4, 5
	fmt.Println(x, i)
	catch("nilmap order", func() {
		var m map[int]int
		m[t("k", 1)] = t("v", 2)
	})
	catch("index assign", func() {
		var s []int
		s[t("i", 5)] = t("v", 2)
	})
	catch("index assign multi", func() {
		x := []int{1, 2, 3}
		defer func() { fmt.Print(x) }()
		x[1], x[t("i", 7)] = t("a", 50), t("b", 60)
	})
	catch("nil ptr", func() {
		var p *P
		p.a = t("v", 1)
	})
	catch("nil ptr op", func() {
		var p *P
		p.a += t("v", 1)
	})
	catch("nil arr", func() {
		var p *[10]int
		p[t("i", 3)] = t("v", 1)
	})
	catch("nil arr oob", func() {
		var p *[10]int
		p[t("i", 13)] = t("v", 1)
	})
	catch("nil func", func() {
		var f func(int)
		f(t("v", 1))
	})
	catch("nil iface", func() {
		var e error
		fmt.Print(e.Error(), t("v", 1))
	})
	catch("nil iface method args", func() {
		var s interface{ F(int) }
		s.F(t("v", 1))
	})
	catch("div", func() {
		z := t("z", 0)
		_ = t("a", 1) / z
		fmt.Print("no")
	})
	catch("conv", func() {
		var e any = "s"
		_ = e.(int) + t("x", 1)
	})
	catch("slice", func() {
		s := make([]int, 2, 5)
		_ = s[t("lo", 3):t("hi", 2)]
	})
	catch("go nil", func() {
		var f func()
		defer f()
		fmt.Print("body ")
	})
	catch("array conv", func() {
		s := []int{1}
		_ = [2]int(s)
	})
	catch("opassign map", func() {
		m := map[string][]int{}
		m["a"][t("i", 0)] += t("v", 1)
	})
	catch("closed", func() {
		c := make(chan int)
		close(c)
		c <- t("v", 1)
	})
	catch("append order", func() {
		s := []int{1, 2}
		s = append(s, t("a", 1), s[t("b", 4)], t("c", 3))
	})
	var arr [3]int
	f := func() int { arr[0] = 7; return 1 }
	y := arr[0] + f()
	fmt.Println(y)
	g := func(p *int) int { *p = 10; return 1 }
	q := 1
	z := q + g(&q)
	fmt.Println(z, q)
	w := []int{q, g(&q), q}
	fmt.Println(w)
	n := 5
	h := func() int { n++; return n }
	fmt.Println(n, h(), n, h())
	var m2 = map[int]int{}
	k := func() int { m2[1] = 5; return 1 }
	m2[k()] += m2[1]
	fmt.Println(m2)
	var e1, e2 any = []int{1}, []int{2}
	catch("cmp", func() { fmt.Println(e1 == e2) })
	catch("mapkey", func() { m := map[any]int{}; m[e1] = t("v", 1) })
	catch("mapkey get", func() { m := map[any]int{}; _ = m[e1] })
	catch("mapkey del", func() { var m map[any]int; delete(m, e1) })
	catch("cmp struct", func() {
		type S struct {
			a int
			b any
		}
		fmt.Println(S{1, e1} == S{2, e2}, S{1, e1} == S{1, e2})
	})
	catch("shift", func() {
		s := -1
		fmt.Println(t("one", 1) << s)
	})
	catch("make", func() {
		s := -1
		_ = make([]int, t("x", s))
	})
	catch("make cap", func() {
		_ = make([]int, t("l", 5), t("c", 3))
	})
	catch("makechan", func() {
		_ = make(chan int, t("l", -5))
	})
	catch("ret", func() {
		a, b := two("two")
		var p *P
		a, p.b = b, a
		fmt.Println(a)
	})
	switch t("tag", 2) {
	case t("c1", 1), t("c2", 2), t("c3", 3):
		fmt.Println("hit")
	}
	c1 := make(chan int, 1)
	getc := func(s string) chan int { fmt.Print(s, " "); return c1 }
	select {
	case getc("ch") <- t("val", 1):
		fmt.Println("sent")
	case a[t("never", 0)] = <-make(chan int):
	}
	defer fmt.Println("deferred", t("darg", 1))
	func() {
		defer mk("dmk").M(t("da", 1), t("db", 2))
		fmt.Print("end ")
	}()
	fmt.Println()
}
