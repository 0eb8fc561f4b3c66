//go:build go1.21

// Row 41: in a file that says go1.21 (or a module with that go line) one variable serves all iterations.
package main

import "fmt"

func main() {
	var old []func() int
	for i := 0; i < 3; i++ {
		old = append(old, func() int { return i })
	}
	var ranged []*string
	for _, s := range []string{"a", "b", "c"} {
		ranged = append(ranged, &s)
	}
	var copied []func() int
	for i := 0; i < 3; i++ {
		i := i // the cure of the time
		copied = append(copied, func() int { return i })
	}
	for k := range old {
		fmt.Println(old[k](), *ranged[k], copied[k]())
	}
}
