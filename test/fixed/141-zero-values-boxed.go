// Empty strings and nil slices of any type become interfaces without an allocation.
package main

import (
	"fmt"
	"testing"
)

type (
	text  string
	bytes []byte
	shown interface{ Show() string }
)

func (t text) Show() string  { return "text " + string(t) }
func (b bytes) Show() string { return fmt.Sprint("bytes ", len(b), b == nil) }

var (
	e  any
	s  shown
	t  text
	b  bytes
	sl []int
)

func main() {
	fmt.Println(testing.AllocsPerRun(100, func() { e = t }), e == any(text("")))
	fmt.Println(testing.AllocsPerRun(100, func() { s = t }), s.Show())
	fmt.Println(testing.AllocsPerRun(100, func() { s = b }), s.Show())
	fmt.Println(testing.AllocsPerRun(100, func() { e = sl }), len(e.([]int)))
	b = bytes{}
	s = b
	fmt.Println(s.Show())
}
