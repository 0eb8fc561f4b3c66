// Loops over slices of numbers that a vectorising compiler can widen.
package main

import "fmt"

func add(x, y []int32) {
	if len(x) > len(y) {
		return
	}
	for i := range x {
		x[i] += y[i]
	}
}

func dot(x, y []int32) (s int32) {
	y = y[:len(x)]
	for i, v := range x {
		s += v * y[i]
	}
	return s
}

func scale(x []float64, f float64) {
	for i := range x {
		x[i] = x[i]*f + 1
	}
}

func largest(x []int32) int32 {
	m := x[0]
	for _, v := range x {
		m = max(m, v)
	}
	return m
}

func main() {
	const n = 4096
	x, y, f := make([]int32, n), make([]int32, n), make([]float64, n)
	for i := range x {
		x[i], y[i], f[i] = int32(i), int32(i*7%13), float64(i)
	}
	var sum int32
	for range 200_000 {
		add(x, y)
		sum += dot(x, y)
		sum ^= largest(x)
		scale(f, 0.5)
	}
	fmt.Printf("%d %d %.6f\n", sum, x[n-1], f[n-1])
}
