// Maps with integer keys: insert, look up, iterate, delete.
package main

import "fmt"

func main() {
	sum := 0
	for round := range 8 {
		m := map[int]int{}
		x := uint64(round + 1)
		for range 500_000 {
			x = x*6364136223846793005 + 1442695040888963407
			m[int(x>>44)]++
		}
		for i := range 1_000_000 {
			if v, ok := m[i]; ok {
				sum += v
			}
		}
		for k, v := range m {
			sum += k ^ v
			if k%3 == 0 {
				delete(m, k)
			}
		}
		sum += len(m)
	}
	fmt.Println(sum)
}
