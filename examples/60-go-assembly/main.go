// Row 60: Go's assembly in a user's package: SIMD, calls in both directions, go_asm.h.
package main

import "fmt"

// A record whose layout assembly knows by go_asm.h.
type particle struct {
	alive bool
	mass  float32
	at    [3]float64
}

const limit = 3

func heaviest(ps []particle) int            // the index of the heaviest that is alive, or -1
func clamp(x int64) (y int64, cut bool)     // to limit
func each(n int64, name string) (sum int64) // calls visit n times

func visit(i int64, name string) int64 {
	fmt.Println(name, i)
	if i == limit {
		panic("visit: beyond the limit")
	}
	return i * i
}

func main() {
	a, b := make([]float32, 1003), make([]float32, 1003)
	for i := range a {
		a[i], b[i] = float32(i%7), float32(i%5)
	}
	fmt.Println(dot(a, b), dot(a, b) == dotGo(a, b), dot(a[:3], b), dot(nil, nil))

	fmt.Println(heaviest([]particle{{true, 2, [3]float64{}}, {false, 9, [3]float64{}}, {true, 5, [3]float64{}}}), heaviest(nil))
	fmt.Println(clamp(2))
	fmt.Println(clamp(20))
	fmt.Println(each(3, "visit"))
	defer func() { fmt.Println("recovered:", recover()) }()
	each(10, "again")
}
