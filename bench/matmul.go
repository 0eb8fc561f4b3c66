// Dense matrix product over slices of slices.
package main

import "fmt"

func matrix(n int, seed float64) [][]float64 {
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
		for j := range m[i] {
			m[i][j] = seed * float64(i-j) * float64(i+j)
		}
	}
	return m
}

func multiply(a, b [][]float64) [][]float64 {
	n := len(a)
	c := matrix(n, 0)
	for i := range n {
		ci := c[i]
		for k := range n {
			f, bk := a[i][k], b[k]
			for j := range bk {
				ci[j] += f * bk[j]
			}
		}
	}
	return c
}

func main() {
	const n = 600
	a, b := matrix(n, 1.0/n/n), matrix(n, 1.0/n/n)
	c := multiply(multiply(a, b), a)
	fmt.Printf("%.6f %.6f\n", c[n/2][n/2], c[1][n-1])
}
