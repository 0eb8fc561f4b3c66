// Row 8: arrays are values; slices are windows on an array. append grows by 2 up to 256 elements,
// then by a quarter more and 192, rounded up to a size class of the allocator.
package main

import "fmt"

var grow []int // at package level: its arrays are on the heap from the first

func main() {
	a := [3]int{1, 2, 3}
	b := a // a copy
	b[0] = 99
	fmt.Println(a, b, a == [3]int{1, 2, 3})

	s := a[:]
	s[1] = 20 // the same memory
	fmt.Println(a, len(s), cap(s))

	window := s[0:1:2] // the third index limits the capacity
	window = append(window, 7)
	window = append(window, 8) // no room: moves to a new array
	window[0] = -1
	fmt.Println(a, window)

	var caps []int

	for i := range 5000 {
		grow = append(grow, i)
		if n := len(caps); n == 0 || caps[n-1] != cap(grow) {
			caps = append(caps, cap(grow))
		}
	}
	fmt.Println("caps:", caps)

	arr := [4]int(grow[:4]) // slice to array: a copy
	ptr := (*[4]int)(grow)  // slice to array pointer: shared
	ptr[0] = 42
	fmt.Println(arr[0], grow[0])

	defer func() { fmt.Println(recover()) }()
	_ = [8]int(grow[:4])
}
