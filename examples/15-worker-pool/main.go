// Row 15: a fixed number of workers takes jobs from one channel and sends results to another.
package main

import (
	"fmt"
	"slices"
	"sync"
)

type job struct{ id, n int }
type result struct {
	id     int
	primes int
}

func countPrimes(limit int) (n int) {
next:
	for i := 2; i < limit; i++ {
		for d := 2; d*d <= i; d++ {
			if i%d == 0 {
				continue next
			}
		}
		n++
	}
	return n
}

func main() {
	jobs := make(chan job)
	results := make(chan result)
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for j := range jobs {
				results <- result{j.id, countPrimes(j.n)}
			}
		})
	}
	go func() {
		for i := range 10 {
			jobs <- job{i, (i + 1) * 1000}
		}
		close(jobs)
		workers.Wait()
		close(results)
	}()

	var all []result
	for r := range results {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b result) int { return a.id - b.id })
	for _, r := range all {
		fmt.Printf("job %d: %d primes\n", r.id, r.primes)
	}
}
