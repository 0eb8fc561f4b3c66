// A child that shares its parent's memory until it execs grows the stack that it shares, too: the parent goes on with
// the segment that it was on.
package main

import (
	"fmt"
	"os/exec"
)

//go:noinline
func deep(n int) int {
	var frame [16]int
	frame[n%16] = n
	if n > 0 {
		return deep(n-1) + frame[n%16] - n
	}
	child := exec.Command("/bin/true")
	child.Dir = "/"
	if _, err := child.CombinedOutput(); err != nil {
		fmt.Println(err)
	}
	return deeper(200)
}

//go:noinline
func deeper(n int) int {
	var frame [16]int
	frame[n%16] = n
	if n > 0 {
		return deeper(n-1) + frame[n%16] - n
	}
	return 1
}

func main() {
	sum := 0
	for n := range 60 {
		done := make(chan int)
		go func() { done <- deep(n) }()
		sum += <-done
	}
	fmt.Println(sum)
}
