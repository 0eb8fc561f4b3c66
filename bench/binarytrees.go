// Many small objects: trees made and dropped, with one that stays.
package main

import "fmt"

type node struct{ left, right *node }

func build(depth int) *node {
	if depth == 0 {
		return &node{}
	}
	return &node{build(depth - 1), build(depth - 1)}
}

func (n *node) count() int {
	if n.left == nil {
		return 1
	}
	return 1 + n.left.count() + n.right.count()
}

func main() {
	const depth = 17
	keep := build(depth)
	for d := 4; d <= depth; d += 4 {
		total := 0
		rounds := 1 << (depth - d + 4)
		for range rounds {
			total += build(d).count()
		}
		fmt.Println(rounds, d, total)
	}
	fmt.Println(keep.count())
}
