// Sorting integers, strings and structs, by generics and by interface.
package main

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
)

type record struct {
	key  uint32
	name string
}
type byName []record

func (b byName) Len() int           { return len(b) }
func (b byName) Less(i, j int) bool { return b[i].name < b[j].name }
func (b byName) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

func main() {
	const n = 300_000
	x := uint32(7)
	next := func() uint32 { x = x*1664525 + 1013904223; return x >> 8 }
	sum := uint32(0)
	for range 5 {
		ints := make([]int, n)
		records := make([]record, n)
		for i := range ints {
			ints[i] = int(next())
			k := next()
			records[i] = record{k, fmt.Sprintf("%07d", k)}
		}
		slices.Sort(ints)
		slices.SortFunc(records, func(a, b record) int { return cmp.Compare(a.key, b.key) })
		sum += uint32(ints[n/2]) + records[n/3].key
		for i := range records {
			records[i].name = records[(i*7919)%n].name
		}
		sort.Sort(byName(records))
		sum += records[n/4].key & 1
	}
	fmt.Println(sum > 0, x)
}
