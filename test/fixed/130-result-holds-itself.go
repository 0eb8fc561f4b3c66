// A result variable that holds its own address is on the heap; so is a parameter whose address a result holds.
package main

import "fmt"

//go:noinline
func itself() (x any) {
	x = &x
	return
}

//go:noinline
func outer(p *int) **int { return &p }

//go:noinline
func fill(n int) int {
	var a [512]int
	for i := range a {
		a[i] = n
	}
	return a[n%512]
}

type buf struct {
	b   []byte
	off int
	nx  *buf
}

// Puts back what is there; the other stores something new.
func (b *buf) skip(n int) { b.b = b.b[n:] }
func (b *buf) swap()      { b.nx.b, b.b = b.b, b.nx.b }

func main() {
	x := itself()
	i := 5
	p := outer(&i)
	fill(7)
	y := *x.(*any)
	fmt.Println(y == x, **p)
	b := &buf{b: []byte("hello"), nx: &buf{b: []byte("world")}}
	b.skip(2)
	b.swap()
	fmt.Println(string(b.b), string(b.nx.b))
	for i := range 3 {
		defer func(p *int) { fmt.Println("deferred", *p) }(&i)
	}
	defer func(q []int) { fmt.Println(q) }([]int{1, 2})
}
