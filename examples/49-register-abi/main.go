// Row 49: arguments and results travel in registers; a call-heavy program shows it.
package main

import "fmt"

type vec struct{ x, y, z float64 }

//go:noinline
func add(a, b vec) vec { return vec{a.x + b.x, a.y + b.y, a.z + b.z} }

//go:noinline
func divmod(a, b int) (q, r int) { return a / b, a % b }

//go:noinline
func many(a, b, c, d, e, f, g, h, i, j int, s string, t []int, err error) (int, string, []int, error) {
	return a + b + c + d + e + f + g + h + i + j, s, t, err
}

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

type shape interface{ area() float64 }
type square float64

func (s square) area() float64 { return float64(s * s) }

func main() {
	v := vec{}
	for i := range 1000 {
		v = add(v, vec{1, float64(i), 0.5})
	}
	fmt.Println(v)
	q, r := divmod(1_000_003, 97)
	fmt.Println(q, r)
	n, s, t, err := many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, "s", []int{1}, nil)
	fmt.Println(n, s, t, err)
	fmt.Println(fib(32))
	f := shape(square(3)).area // a method value
	fmt.Println(f(), shape.area(square(2)))
}
