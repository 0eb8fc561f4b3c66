// Pancake flips over all permutations: small integer arrays.
package main

import "fmt"

func fannkuch(n int) (checksum, most int) {
	perm, work, count := make([]int, n), make([]int, n), make([]int, n)
	for i := range perm {
		perm[i] = i
	}
	sign, r := 1, n
	for {
		for ; r != 1; r-- {
			count[r-1] = r
		}
		if perm[0] != 0 {
			copy(work, perm)
			flips := 0
			for first := work[0]; first != 0; first = work[0] {
				for i, j := 0, first; i < j; i, j = i+1, j-1 {
					work[i], work[j] = work[j], work[i]
				}
				flips++
			}
			most = max(most, flips)
			checksum += sign * flips
		}
		for {
			if r == n {
				return checksum, most
			}
			first := perm[0]
			for i := 0; i < r; i++ {
				perm[i] = perm[i+1]
			}
			perm[r] = first
			count[r]--
			if count[r] > 0 {
				break
			}
			r++
		}
		sign = -sign
	}
}

func main() {
	checksum, most := fannkuch(10)
	fmt.Println(checksum, most)
}
