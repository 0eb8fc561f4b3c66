// Row 45: type parameters on functions and types, generic aliases, constraints that refer to themselves.
package main

import (
	"cmp"
	"fmt"
	"strings"
)

// A list of anything, with methods that stay generic.
type list[T any] struct {
	head *cell[T]
	n    int
}
type cell[T any] struct {
	v    T
	next *cell[T]
}

func (l *list[T]) push(v T) { l.head, l.n = &cell[T]{v, l.head}, l.n+1 }
func (l *list[T]) all(yield func(int, T) bool) {
	i := 0
	for c := l.head; c != nil; c = c.next {
		if !yield(i, c.v) {
			return
		}
		i++
	}
}

func mapTo[A, B any](in []A, f func(A) B) []B {
	out := make([]B, 0, len(in))
	for _, v := range in {
		out = append(out, f(v))
	}
	return out
}

func maxOf[T cmp.Ordered](first T, rest ...T) T {
	for _, v := range rest {
		first = max(first, v)
	}
	return first
}

// A tree of anything that can compare itself with its own kind.
type comparer[T any] interface{ Compare(T) int }
type tree[T comparer[T]] struct {
	left, right *tree[T]
	v           T
}

func (t *tree[T]) insert(v T) *tree[T] {
	if t == nil {
		return &tree[T]{v: v}
	}
	if v.Compare(t.v) < 0 {
		t.left = t.left.insert(v)
	} else {
		t.right = t.right.insert(v)
	}
	return t
}
func (t *tree[T]) walk(visit func(T)) {
	if t != nil {
		t.left.walk(visit)
		visit(t.v)
		t.right.walk(visit)
	}
}

type word string

func (w word) Compare(o word) int { return strings.Compare(string(w), string(o)) }

type pair[K comparable, V any] struct {
	key K
	val V
}
type stringPair[V any] = pair[string, V] // a generic alias

// The pointer method constraint: *T must have Set.
type setter[T any] interface {
	*T
	Set(string)
}
type level int

func (l *level) Set(s string) { *l = level(len(s)) }
func parse[T any, P setter[T]](s string) (v T) {
	P(&v).Set(s)
	return v
}

func main() {
	var l list[string]
	for _, s := range strings.Fields("to be or not") {
		l.push(s)
	}
	for i, s := range l.all {
		fmt.Print(i, "=", s, " ")
	}
	fmt.Println()
	fmt.Println(mapTo([]int{1, 2, 3}, func(i int) string { return strings.Repeat("*", i) }))
	fmt.Println(maxOf(3, 9, 2), maxOf("go", "c"), maxOf(2.5))

	var t *tree[word]
	for _, w := range []word{"m", "c", "x", "a"} {
		t = t.insert(w)
	}
	t.walk(func(w word) { fmt.Print(w, " ") })
	fmt.Println()

	p := stringPair[[]int]{"k", []int{1}}
	fmt.Printf("%v %T\n", p, p)
	fmt.Println(parse[level]("four"))
	fmt.Println(mapTo([]float64{1.5, 2.5}, func(f float64) int { return int(f) }))
}
