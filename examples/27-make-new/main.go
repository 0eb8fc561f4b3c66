// Row 27: make builds slices, maps and channels; new gives a pointer to a zero value, or, since Go
// 1.26, to the value of an expression.
package main

import "fmt"

type node struct {
	value int
	next  *node
}

func try(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return
}

func main() {
	s := make([]int, 2, 5)
	m := make(map[string]int, 100)
	c := make(chan int, 3)
	m["a"]++
	c <- 1
	fmt.Println(len(s), cap(s), len(m), len(c), cap(c))

	p := new(int)
	*p += 3
	n := new(node)
	fmt.Println(*p, n.value, n.next == nil)

	q := new(42)
	r := new(fmt.Sprint("the answer is ", *q))
	*q++
	fmt.Println(*q, *r)

	negative, huge := -1, int64(1)<<62
	fmt.Println(try(func() { _ = make([]int, negative) }))
	fmt.Println(try(func() { _ = make([]int, 0, negative) }))
	fmt.Println(try(func() { _ = make([]int64, huge) }))
	fmt.Println(try(func() { _ = make(chan int, negative) }))
	fmt.Println(len(make(map[int]int, negative)))

	type t = [3]int
	a, b := new(t), &t{}
	a[1] = 5
	fmt.Println(*a, *b, *a == *b)
}
