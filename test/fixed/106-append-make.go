// append(s, make([]T, n)...) lengthens s by zero values without making the second slice.
package main

import (
	"fmt"
	"testing"
)

type pair struct {
	p *int
	s string
}

func grow[T any](s []T, n int) []T { return append(s[:cap(s)], make([]T, n)...)[:len(s)] }

func main() {
	one := 1
	s := []pair{{&one, "a"}, {&one, "b"}, {&one, "c"}}
	s = append(s[:1], make([]pair, 1)...)
	fmt.Println(len(s), s[1] == pair{}, s[:3][2].s)
	b := append([]byte("abc")[:1:3], make([]byte, uint8(1))...)
	fmt.Printf("%q %d\n", b, cap(b))
	fmt.Println(len(append([]struct{}(nil), make([]struct{}, 7)...)), append([]int(nil), make([]int, 0)...) == nil)
	fmt.Println(len(grow(s, 100)), cap(grow(s, 100)) >= 102)
	fmt.Println(testing.AllocsPerRun(10, func() { sink = grow([]int(nil), 50) }))
	defer func() { fmt.Println(recover()) }()
	n := -1
	fmt.Println(append(s, make([]pair, n)...))
}

var sink []int
