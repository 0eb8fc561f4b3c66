package main

import "fmt"

// Short slices of a length known at run time only live in the frame; the checks stay.
//
//go:noinline
func sum(n int) (total int) {
	s := make([]int, n, n+1)
	for i := range s {
		s[i] = i * i
	}
	for _, v := range s {
		total += v
	}
	return total + cap(s)
}

//go:noinline
func kept(n int) []byte {
	s := make([]byte, n)
	return s
}

func fails(n, c int) (err any) {
	defer func() { err = recover() }()
	s := make([]byte, n, c)
	return len(s)
}

// What goes into a wrapper's slice is evaluated at the defer statement.
func late(out *[]string) {
	x := "first"
	defer func(args ...any) { *out = append(*out, fmt.Sprint(args...)) }(x, 1)
	x = "second"
	for i := range 2 {
		defer func(args ...any) { *out = append(*out, fmt.Sprint(args...)) }(x, i)
	}
	defer func() { *out = append(*out, "plain") }()
}

// The only part of a concatenation that is not empty may be a string of this frame.
//
//go:noinline
func concat(b []byte, empty string) string {
	return string(b) + empty
}

func clobber(depth int) int {
	var pad [64]int
	for i := range pad {
		pad[i] = depth
	}
	if depth == 0 {
		return pad[3]
	}
	return clobber(depth-1) + pad[5]
}

// A closure made of a method value keeps its receiver.
type counter struct{ n int }

func (c *counter) add() { c.n++ }

//go:noinline
func methodValue() func() {
	c := &counter{n: 40}
	f := c.add
	return func() { f(); f(); fmt.Println(c.n) }
}

func main() {
	for n := range 7 {
		fmt.Print(sum(n), " ")
	}
	fmt.Println(len(kept(3)), len(kept(300)))
	fmt.Println(fails(-1, 5), fails(4, 3), fails(2, 3), fails(40, 39))
	var out []string
	late(&out)
	fmt.Println(out)
	s := concat([]byte("kept"), "")
	clobber(10)
	fmt.Println(s)
	f := methodValue()
	clobber(10)
	f()
}
