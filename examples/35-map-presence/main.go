// Row 35: the comma-ok form tells a zero value from an absent one; a map to struct{} is a set.
package main

import (
	"fmt"
	"maps"
	"slices"
)

type set[T comparable] map[T]struct{}

func setOf[T comparable](items ...T) set[T] {
	s := set[T]{}
	for _, v := range items {
		s[v] = struct{}{}
	}
	return s
}
func (s set[T]) has(v T) bool { _, ok := s[v]; return ok }
func (s set[T]) union(t set[T]) set[T] {
	u := maps.Clone(s)
	maps.Copy(u, t)
	return u
}

func main() {
	ages := map[string]int{"ann": 0, "bob": 40}
	for _, name := range []string{"ann", "bob", "eve"} {
		age, known := ages[name]
		fmt.Println(name, age, known)
	}
	if _, ok := ages["eve"]; !ok {
		ages["eve"] = 1
	}
	delete(ages, "nobody") // no error
	fmt.Println(len(ages), ages)

	words := map[string][]int{}
	for i, w := range []string{"a", "b", "a"} {
		words[w] = append(words[w], i) // the zero value is useful
	}
	fmt.Println(words)

	u := setOf(3, 1, 2).union(setOf(3, 9))
	fmt.Println(u.has(9), u.has(8), slices.Sorted(maps.Keys(u)))
}
