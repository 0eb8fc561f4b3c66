// Among the operands of a statement calls come first, then variables are read, as gc does it.
package main

import "fmt"

type S struct{ b []byte }
type T struct{ a, b int }

func (s *S) set() error { s.b = []byte("set"); return nil }
func set(p *int) int    { *p = 2; return 0 }
func (t *T) set() int   { t.a = 7; t.b = 8; return 0 }

func ret1() (S, error)        { var s S; return s, s.set() }
func ret2() (int, int)        { x := 1; return x, set(&x) }
func ret3() (T, int)          { var t T; return t, t.set() }
func ret4() (int, int)        { var t T; return t.a, t.set() }
func ret5(p *T) (int, int)    { return p.a, p.set() }
func ret6(p *int) (int, int)  { return *p, set(p) }
func ret7(a []int) (int, int) { return a[0], set(&a[0]) }
func ret8() (int, int)        { x := 1; return x + 1, set(&x) }
func ret9() (any, int)        { x := 1; return x, set(&x) }
func ret10() (a int, e int)   { a = 1; return a, set(&a) }
func ret11() (any, error)     { var s S; return s, s.set() }
func ret12() ([2]int, int)    { var s [2]int; return s, set(&s[1]) }

func two(a, b int) string      { return fmt.Sprint(a, b) }
func twoT(a T, b int) string   { return fmt.Sprint(a, b) }
func twoS(a S, b error) string { return fmt.Sprint(a, b) }

var g = 1

func main() {
	fmt.Println(ret1())
	fmt.Println(ret2())
	fmt.Println(ret3())
	fmt.Println(ret4())
	fmt.Println(ret5(&T{}))
	x := 1
	fmt.Println(ret6(&x))
	fmt.Println(ret7([]int{1}))
	fmt.Println(ret8())
	fmt.Println(ret9())
	fmt.Println(ret10())
	fmt.Println(ret11())
	fmt.Println(ret12())
	{
		x := 1
		fmt.Println(two(x, set(&x)))
		var t T
		fmt.Println(twoT(t, t.set()))
		var s S
		fmt.Println(twoS(s, s.set()))
		g = 1
		fmt.Println(two(g, set(&g)))
		x = 1
		a, b := x, set(&x)
		fmt.Println(a, b)
		var u T
		c, d := u, u.set()
		fmt.Println(c, d)
		var v S
		e, f := v, v.set()
		fmt.Println(e, f)
		x = 1
		l := []int{x, set(&x), x}
		fmt.Println(l)
		var w T
		k := struct {
			t T
			i int
		}{w, w.set()}
		fmt.Println(k)
		x = 1
		fmt.Println(x, set(&x))
		x = 1
		fmt.Println(x+set(&x), x)
		x = 1
		m := map[int]int{x: set(&x)}
		fmt.Println(m)
		var z S
		fmt.Println([]any{z, z.set()}...)
		ch := make(chan T, 1)
		var tt T
		ff := func() chan T { tt.a = 9; return ch }
		ff() <- tt
		fmt.Println(<-ch)
	}
}
