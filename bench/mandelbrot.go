// The Mandelbrot set: a tight float loop with an early exit.
package main

import "fmt"

func escape(cr, ci float64, limit int) int {
	zr, zi := 0.0, 0.0
	for i := range limit {
		r2, i2 := zr*zr, zi*zi
		if r2+i2 > 4 {
			return i
		}
		zi = 2*zr*zi + ci
		zr = r2 - i2 + cr
	}
	return limit
}

func main() {
	const n, limit = 1200, 200
	sum, inside := 0, 0
	for y := range n {
		for x := range n {
			k := escape(float64(x)*3/n-2.2, float64(y)*3/n-1.5, limit)
			sum += k
			if k == limit {
				inside++
			}
		}
	}
	fmt.Println(sum, inside)
}
