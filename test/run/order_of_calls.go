// When calls happen and when the variables beside them are read: as gc does it, calls first.
package main

import "fmt"

type T struct {
	a, b int
	s    []int
	p    *T
}

var g int
var gs = []int{1, 2, 3}
var gm = map[int]int{1: 1}
var gp = &T{a: 1}

func inc() int             { g++; return g }
func setp() int            { gp = &T{a: 100}; return 1 }
func setnil() int          { gp = nil; return 1 }
func sets() int            { gs = []int{10, 20, 30}; return 2 }
func setm() int            { gm = map[int]int{1: 50, 2: 60}; return 2 }
func two() (int, int)      { g += 10; return g, g + 1 }
func (t T) val(x int) int  { return t.a*1000 + x }
func (t *T) ptr(x int) int { return t.a*1000 + x }

type I interface{ val(int) int }

func catch(name string, f func()) {
	defer func() {
		fmt.Println(name, "->", recover())
		g = 0
		gs = []int{1, 2, 3}
		gm = map[int]int{1: 1}
		gp = &T{a: 1}
	}()
	f()
}
func id[X any](x X) X { return x }
func show(a ...any)   { fmt.Println(a...) }

func ret2() (int, int)     { return g, inc() }
func ret3() (a int, b int) { return g + 1, inc() }
func ret4() (a int, b int) { defer func() { a *= 2 }(); return g, inc() }

func main() {
	catch("ret2", func() { show(ret2()) })
	catch("ret3", func() { show(ret3()) })
	catch("ret4", func() { show(ret4()) })
	catch("s", func() { show(gs[1], sets(), gs[1]) })
	catch("s2", func() { show(gs[sets()]) })
	catch("s3", func() { gs[1], gs[sets()] = 7, 8; show(gs) })
	catch("s4", func() { gs[1] = sets(); show(gs) })
	catch("s5", func() { gs[0] += sets(); show(gs) })
	catch("m", func() { show(gm[1], setm(), gm[1]) })
	catch("m2", func() { gm[1] = setm(); show(gm) })
	catch("m3", func() { gm[1] += setm(); show(gm) })
	catch("m4", func() { v, ok := gm[setm()]; show(v, ok) })
	catch("p", func() { show(gp.a, setp(), gp.a) })
	catch("p2", func() { gp.a = setp(); show(gp.a) })
	catch("p3", func() { gp.a = setnil(); show("no") })
	catch("p4", func() { x := gp.a + setnil(); show(x) })
	catch("p5", func() { gp.a, gp.b = setp(), 5; show(gp.a, gp.b) })
	catch("val", func() { show(gp.val(setp())) })
	catch("ptr", func() { show(gp.ptr(setp())) })
	catch("valnil", func() { show(gp.val(setnil())) })
	catch("fv", func() {
		fv := func(x int) int { return x }
		f := func() int { fv = func(x int) int { return x + 100 }; return 1 }
		show(fv(f()))
	})
	catch("and", func() {
		f := func() bool { g = 5; return true }
		show(g == 0 && f(), g, f() && g == 5, g)
	})
	catch("str", func() {
		s := "a"
		f := func() string { s = "b"; return "c" }
		show(s + f() + s + string([]byte(s)))
		show(s == f(), s < f())
	})
	catch("struct arg", func() {
		t := T{a: 1}
		f := func() int { t.a = 2; return 3 }
		show(t.a, f(), t.a)
		show(t, f())
		t.a = 1
		show(t, f(), t)
	})
	catch("len", func() { show(len(gs)+sets(), len(gs)) })
	catch("len2", func() {
		f := func() int { gs = nil; return 1 }
		show(len(gs), f(), len(gs), cap(gs))
	})
	catch("slice", func() {
		show(gs[g:inc()], gs[inc():])
	})
	catch("slice2", func() {
		f := func() int { gs = []int{9, 9, 9, 9}; return 1 }
		show(gs[:2], f(), gs[:2])
	})
	catch("append", func() {
		gs = append(gs, g, inc(), g)
		show(gs, append(gs[:1], sets()))
	})
	catch("assert", func() {
		var e any = 1
		f := func() int { e = 2; return 5 }
		show(e.(int), f(), e.(int))
		show(e.(int)+f(), e)
	})
	catch("assert panic", func() {
		var e any = "x"
		show(gs[5], e.(int))
	})
	catch("index then call panic", func() {
		show(gs[5] + inc())
	})
	catch("idx then div", func() {
		z := 0
		show(gs[5], 1/z)
	})
	catch("div then call", func() {
		z := 0
		f := func() int { panic("called") }
		show(1/z + f())
	})
	catch("deref then call", func() {
		var p *int
		f := func() int { panic("called") }
		show(*p + f())
	})
	catch("map panic order", func() {
		var m map[string]int
		f := func() int { panic("called") }
		m["a"] = f()
	})
	catch("neg", func() { show(-g, inc(), -g, ^g, inc()) })
	catch("generic", func() { show(id(g), id(inc()), id(g), id(g)+inc()) })
	catch("addr", func() {
		t := T{a: 1}
		p := &t
		f := func() int { p = &T{a: 2}; return 1 }
		show(*p, f(), (*p).a)
	})
	catch("multi", func() {
		i := 0
		f := func() (int, int) { i = 2; return 7, 8 }
		gs[i], i = f()
		show(gs, i)
	})
	catch("multi2", func() {
		i := 0
		f := func() int { i = 2; return 7 }
		gs[i], i = f(), 1
		show(gs, i)
	})
	catch("chan", func() {
		c := make(chan int, 5)
		c <- 1
		c <- 2
		d := c
		f := func() int { c = make(chan int, 1); c <- 9; return 3 }
		show(<-c, f(), <-c, <-d)
	})
	catch("send", func() {
		c := make(chan int, 2)
		d := c
		f := func() int { c = make(chan int, 2); return 3 }
		c <- f()
		show(len(c), len(d))
	})
	catch("min", func() { show(min(g, inc(), 5), max(g, inc()), g) })
	catch("complex", func() {
		x := 1.0
		f := func() float64 { x = 5; return 2 }
		show(complex(x, f()), real(complex(x, 1)))
	})
	catch("defer", func() {
		defer show(g, inc(), g)
		inc()
	})
	catch("go", func() {
		c := make(chan bool)
		go func(a, b int) { show(a, b); close(c) }(g, inc())
		<-c
	})
	catch("switch", func() {
		switch g + inc() {
		case inc() - 1, g:
			show("one", g)
		default:
			show("def", g)
		}
	})
	catch("if", func() {
		if x := g + inc(); x == 2 {
			show("late", x)
		} else {
			show("early", x)
		}
	})
	catch("array var", func() {
		a := [3]int{1, 2, 3}
		f := func() int { a = [3]int{4, 5, 6}; return 1 }
		show(a[0], f(), a[0], a)
		b := a
		h := func() [3]int { b = [3]int{7, 8, 9}; return a }
		show(b == h(), a == h())
	})
	catch("two", func() { a, b := two(); show(a, b, g) })
	catch("sum", func() {
		x := 0
		f := func(d int) int { x += d; return x }
		show(f(1)*10 + x + f(1)*100 + x)
	})
	catch("shift", func() { show(g<<inc(), 1<<g<<inc()) })
	catch("closure arg", func() {
		x := 1
		f := func(p *int) int { *p = 50; return 1 }
		y, z := x, f(&x)
		show(y, z, x)
	})
	catch("var decl", func() {
		x := 1
		f := func() int { x = 50; return 1 }
		var a, b = x, f()
		show(a, b)
		a, b = x+1, f()+x
		show(a, b)
	})
	catch("methodvalue", func() {
		t := T{a: 1}
		f := func() int { t.a = 9; return 1 }
		h := func(m func(int) int, x int) int { return m(x) }
		show(h(t.val, f()))
	})
	catch("nested", func() {
		show(g+(g+inc())+g, (g+inc())*(g+inc()))
	})
	catch("not", func() {
		b := false
		f := func() bool { b = true; return true }
		show(!b == f(), b)
	})
	catch("range", func() {
		for i, v := range []int{g, inc(), g} {
			show(i, v)
		}
	})
	catch("incdec", func() {
		gs[inc()]++
		gs[inc()] -= inc()
		show(gs, g)
	})
	catch("unsafe sizes", func() { show(copy(gs[inc():], gs[:inc()]), gs) })
	catch("index fn", func() { show([]int{1, 2, 3}[inc()], "abc"[inc()], [4]int{g, inc(), 1, 2}[g%4]) })
}
