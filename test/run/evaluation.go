// Order of evaluation, assignments, closures, methods, defers, run-time panics, switches, ranges, selects.
package main

type P struct{ x, y int }
type I interface{ M(int) int }
type T struct{ n int }

func (t T) M(a int) int   { return t.n + a }
func (t *T) PM(a int) int { t.n += a; return t.n }

type E struct {
	T
	*P
	name string
}
type Big struct{ a [20]int }

var trace string

func f(s string, v int) int { trace += s; return v }
func two() (int, string)    { return 7, "seven" }

func order() {
	trace = ""
	a := []int{1, 2, 3}
	m := map[int]int{}
	a[f("a", 0)], m[f("b", 1)] = f("c", 5), f("d", 6)
	println(trace, a[0], m[1])
	i := 0
	i, a[i] = 1, 9
	println(i, a[0], a[1])
	a[0], a[1], a[2] = a[2], a[0], a[1]
	println(a[0], a[1], a[2])
	x, y := 1, 2
	x, y = y, x
	println(x, y)
	x += f("e", 3) * 2
	m[4] += 5
	m[4] <<= 2
	println(x, m[4], len(m))
	n, s := two()
	println(n, s)
	var z int
	z, _ = two()
	println(z)
}

func closures() {
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i += 10; return i })
	}
	for _, g := range fs {
		print(g(), " ", g(), " ")
	}
	println()
	sum := 0
	add := func(k int) { sum += k }
	add(3)
	add(4)
	c := 5
	get := func() int { return c }
	println(sum, get())
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	println(fib(15))
	for i := range 3 {
		func() {
			print(i, func() int { return i * i }(), ";")
		}()
	}
	println()
}

func methods() {
	e := E{T: T{3}, P: &P{1, 2}, name: "e"}
	println(e.M(1), e.PM(2), e.n, e.x, e.P.y, e.name)
	var i I = e
	println(i.M(10))
	i = &e
	println(i.M(20))
	mv := e.M
	pm := e.PM
	e.n = 100
	println(mv(1), pm(1))
	println(T.M(T{5}, 6), (*T).PM(&e.T, 1), (*T).M(&e.T, 1), I.M(i, 3), E.M(e, 2), (*E).PM(&e, 4))
	im := i.M
	println(im(1))
	b := Big{}
	b.a[3] = 4
	c := b
	c.a[3]++
	pb := &b
	*pb = c
	println(b.a[3], c.a[3], b == c)
}

func defers() (r int) {
	defer func() {
		if e := recover(); e != nil {
			println("recovered", e.(string))
			r = 42
		}
	}()
	for i := 0; i < 3; i++ {
		defer println("defer", i)
	}
	defer func(a int) { println("arg", a) }(r)
	r = 5
	panic("boom")
}

func rt(f func()) {
	defer func() {
		e := recover()
		if err, ok := e.(error); ok {
			println(err.Error())
		} else if s, ok := e.(string); ok {
			println(s)
		}
	}()
	f()
}

func panics() {
	var p *P
	var a []int
	var m map[string]int
	var i I
	var any1 any = "str"
	z := 0
	rt(func() { println(p.x) })
	rt(func() { println(a[5]) })
	rt(func() { m["a"] = 1 })
	rt(func() { i.M(1) })
	rt(func() { println(any1.(int)) })
	rt(func() { println(any1.(I)) })
	rt(func() { println(1 / z) })
	rt(func() { a = make([]int, 3); println(a[1:z:2], a[2:1+z]) })
	rt(func() { println([3]int(a[:2])[0]) })
	rt(func() { z = -1; println(1 << z) })
	rt(func() { var f func(); f() })
}

func switches(v any, n int, s string) {
	switch n {
	case 1, 2:
		print("small ")
		fallthrough
	case 3:
		print("three ")
	case 100:
		print("hundred ")
	default:
		print("other ")
	}
	switch s {
	case "a", "b":
		print("ab ")
	case "hello":
		print("hello ")
		if n == 3 {
			break
		}
		print("not3 ")
	}
	switch x := v.(type) {
	case int:
		print("int ", x+1)
	case string, []byte:
		print("text")
	case nil:
		print("nil")
	case I:
		print("I ", x.M(1))
	case error:
		print("error ", x.Error())
	default:
		print("default")
	}
	switch {
	case n > 50:
		println(" big")
	case n > 2:
		println(" mid")
	default:
		println(" low")
	}
}

func ranges() {
	for i, c := range "héy" {
		print(i, ":", c, " ")
	}
	arr := [3]int{1, 2, 3}
	for i, v := range arr {
		arr[2] = 10
		print(i, v, " ")
	}
	for i := range &arr {
		print(i)
	}
	m := map[string]int{"a": 1}
	for k, v := range m {
		print(k, v)
	}
	c := make(chan int, 3)
	c <- 1
	c <- 2
	close(c)
	for v := range c {
		print(" c", v)
	}
	v, ok := <-c
	println(v, ok)
outer:
	for i := range 5 {
		for j := range 5 {
			if j == 3 {
				continue outer
			}
			if i == 2 {
				break outer
			}
			print(i, j, " ")
		}
	}
	println()
}

func selects() {
	a, b := make(chan int, 1), make(chan string, 1)
	a <- 5
	select {
	case v := <-a:
		println("a", v)
	case s, ok := <-b:
		println("b", s, ok)
	}
	select {
	case v := <-a:
		println("a", v)
	default:
		println("default")
	}
	select {
	case b <- "x":
		println("sent")
	}
	select {
	case v := <-a:
		println("a", v)
	case s, ok := <-b:
		println("b", s, ok)
	}
	go func() { a <- 9 }()
	println(<-a)
}

func gotos(n int) int {
	i, s := 0, 0
loop:
	if i >= n {
		goto done
	}
	s += i
	i++
	goto loop
done:
	return s
}

func strs() {
	s := "hello"
	b := []byte(s)
	b[0] = 'J'
	t := string(b)
	println(t+" "+s+"!", len(t), string(b) == "Jello", t[1:3], s > t)
	r := []rune("héllo")
	println(len(r), string(r[1:2]), string(rune(0x4e16)), len([]rune("日本")))
	m := map[string]int{"Jello": 3}
	println(m[string(b)])
	b = append(b, " world"...)
	println(string(b))
	println(copy(b, "XY"))
	println(string(b))
	var sb []string
	sb = append(sb, "a", "b")
	sb = append(sb, sb...)
	println(len(sb), cap(sb) >= 4, min(3, 1, 2), max(2.5, 1))
	clear(m)
	println(len(m))
}

func conv() {
	f := 3.99
	var u8 uint8 = 250
	u8 += 10
	var i8 int8 = -128
	println(int(f), u8, -i8, i8/-1, uint32(1<<31), ^u8, 7&^2)
	var x uint = 70
	println(1<<x == 0, int64(-8)>>x, -7/2, -7%3)
	c := complex(1, 2)
	c *= c
	println(real(c), imag(c), c == complex(-3, 4))
	a := [4]int{0: 1, 3: 5}
	s := a[:]
	p := (*[2]int)(s)
	p[1] = 8
	println(a[1], a == [4]int{1, 8, 0, 5}, len(s[1:2:3]), cap(s[1:2:3]))
}

func main() {
	order()
	closures()
	methods()
	println(defers())
	panics()
	switches(1, 1, "a")
	switches("s", 3, "hello")
	switches(nil, 100, "hello")
	switches(T{1}, 5, "b")
	ranges()
	selects()
	println(gotos(10))
	strs()
	conv()
}
