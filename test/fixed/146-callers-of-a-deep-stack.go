// runtime.Callers has no limit of frames: it fills what it is given.
package main

import (
	"bytes"
	"fmt"
	"runtime"
)

func dig(depth int, f func()) {
	var recurse func(rune) rune
	recurse = func(r rune) rune {
		if r > 0 {
			bytes.Map(recurse, []byte(string([]rune{r - 1})))
		} else {
			f()
		}
		return 0
	}
	recurse(rune(depth))
}

func main() {
	for _, d := range []int{3, 30, 60, 125, 130, 500} {
		dig(d, func() {
			for n := 64; n < 3000; n *= 2 {
				fmt.Print(" ", runtime.Callers(0, make([]uintptr, n)))
			}
			fmt.Println()
		})
	}
}
