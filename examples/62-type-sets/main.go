// Row 62: constraints are sets of types: ~T takes every type built on T, | joins, methods narrow.
package main

import (
	"fmt"
	"strings"
)

type integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64
}
type number interface {
	integer | ~float32 | ~float64
}

type meters float64
type id int32

func (i id) String() string { return fmt.Sprintf("#%d", int32(i)) }

func sum[T number](values ...T) (total T) {
	for _, v := range values {
		total += v
	}
	return total
}

// Both: an integer underneath and a String method.
func join[T interface {
	integer
	fmt.Stringer
}](values []T) string {
	var b strings.Builder
	for _, v := range values {
		fmt.Fprintf(&b, "%s(%d) ", v, int64(v))
	}
	return b.String()
}

// What strings and byte slices have in common.
func countByte[S ~string | ~[]byte](s S, c byte) (n int) {
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			n++
		}
	}
	return n
}

// The element type is inferred from the slice type, which is kept.
func grown[S ~[]E, E any](s S, e E) S { return append(s, e) }

type path []string

func (p path) String() string { return strings.Join(p, "/") }

func apply[T, U any](f func(T) U, v T) U { return f(v) }
func twice[T number](v T) T              { return v + v }

func unique[K comparable](keys ...K) int {
	m := map[K]bool{}
	for _, k := range keys {
		m[k] = true
	}
	return len(m)
}

func main() {
	fmt.Println(sum(1, 2, 3), sum(1.5, 2), sum(meters(1), 2.5), sum[uint8](200, 100))
	fmt.Println(join([]id{3, 4}))
	fmt.Println(countByte("banana", 'a'), countByte([]byte("banana"), 'n'))
	fmt.Println(grown(path{"usr"}, "bin"))
	fmt.Println(apply(twice[int], 21), apply(twice, meters(2)))
	fmt.Println(unique(1, 1, 2), unique[any](1, "1", 1.0, 1))
	defer func() { fmt.Println(recover()) }()
	unique[any]([]int{1})
}
