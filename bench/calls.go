// Recursive calls: Fibonacci, Ackermann, Tak.
package main

import (
	"fmt"
	"os"
)

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func ack(m, n int) int {
	switch {
	case m == 0:
		return n + 1
	case n == 0:
		return ack(m-1, 1)
	}
	return ack(m-1, ack(m, n-1))
}

func tak(x, y, z int) int {
	if y >= x {
		return z
	}
	return tak(tak(x-1, y, z), tak(y-1, z, x), tak(z-1, x, y))
}

// Arguments that no compiler knows.
func main() {
	n := len(os.Args) - 1
	fmt.Println(fib(n+38), ack(n+3, n+9), tak(n+22, n+14, n+6))
}
