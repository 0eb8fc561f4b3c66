// Maps with string keys: counting words.
package main

import (
	"fmt"
	"slices"
	"strings"
)

func main() {
	var words []string
	x := uint32(1)
	for range 20_000 {
		x = x*1664525 + 1013904223
		words = append(words, fmt.Sprintf("word%d", x>>17))
	}
	text := strings.Join(words, " ")
	best := ""
	total := 0
	for range 60 {
		counts := map[string]int{}
		for _, w := range strings.Fields(text) {
			counts[w]++
		}
		keys := make([]string, 0, len(counts))
		for k := range counts {
			keys = append(keys, k)
		}
		best = slices.MaxFunc(keys, func(a, b string) int {
			if c := counts[a] - counts[b]; c != 0 {
				return c
			}
			return strings.Compare(a, b)
		})
		total += counts[best] + len(counts)
	}
	fmt.Println(best, total)
}
