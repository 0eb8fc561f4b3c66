// The sieve of Eratosthenes: byte stores at a stride, then a count.
package main

import "fmt"

func main() {
	const n = 5_000_000
	total := 0
	composite := make([]bool, n)
	for range 12 {
		clear(composite)
		for i := 2; i*i < n; i++ {
			if !composite[i] {
				for j := i * i; j < n; j += i {
					composite[j] = true
				}
			}
		}
		for i := 2; i < n; i++ {
			if !composite[i] {
				total++
			}
		}
	}
	fmt.Println(total)
}
