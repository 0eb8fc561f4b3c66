// A range over a map as all that stands in a branch within a loop.
package main

import "fmt"

func count(ms []map[int]bool) int {
	n := 0
	for i, m := range ms {
		if i > 0 {
			for range m {
				n++
			}
		}
	}
	return n
}

func main() { fmt.Println(count([]map[int]bool{{1: true}, {1: true, 2: false}, nil})) }
