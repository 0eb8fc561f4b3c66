// Row 52: the packages slices and maps.
package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

type person struct {
	name string
	age  int
}

func main() {
	people := []person{{"Ann", 30}, {"Bob", 25}, {"Cid", 30}, {"Dan", 20}}
	slices.SortStableFunc(people, func(a, b person) int { return cmp.Compare(b.age, a.age) })
	fmt.Println(people)
	i, found := slices.BinarySearchFunc(people, 25, func(p person, age int) int { return cmp.Compare(age, p.age) })
	fmt.Println(i, found)

	s := []int{5, 2, 8, 2, 9, 1}
	slices.Sort(s)
	fmt.Println(s, slices.Compact(slices.Clone(s)), slices.Index(s, 8), slices.Contains(s, 7), slices.Max(s))
	s = slices.Insert(s, 2, 100, 101)
	s = slices.Delete(s, 0, 2)
	s = slices.DeleteFunc(s, func(n int) bool { return n%2 == 0 })
	slices.Reverse(s)
	fmt.Println(s, slices.Equal(s, []int{9, 5, 101}))
	for c := range slices.Chunk([]int{1, 2, 3, 4, 5}, 2) {
		fmt.Print(c, " ")
	}
	fmt.Println(slices.Repeat([]string{"na"}, 3), slices.Concat(s, s))

	m := map[string]int{"one": 1, "two": 2, "three": 3}
	byLength := slices.SortedFunc(maps.Keys(m), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	})
	fmt.Println(byLength, slices.Sorted(maps.Values(m)))
	c := maps.Clone(m)
	maps.DeleteFunc(c, func(_ string, v int) bool { return v > 2 })
	fmt.Println(maps.Equal(m, c), len(c), maps.Collect(slices.All([]string{"x", "y"})))
}
