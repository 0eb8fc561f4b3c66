// Goexit in an iterator that is pulled reaches whoever pulls; the coroutine counts as a goroutine from the start.
package main

import (
	"fmt"
	"iter"
	"runtime"
)

func main() {
	before := runtime.NumGoroutine()
	next, stop := iter.Pull(func(yield func(int) bool) { yield(1) })
	fmt.Println(runtime.NumGoroutine() - before)
	fmt.Println(next())
	stop()
	fmt.Println(runtime.NumGoroutine() - before)

	done := make(chan string)
	go func() {
		defer func() { done <- fmt.Sprint("gone ", recover()) }()
		next, _ := iter.Pull(func(yield func(int) bool) { runtime.Goexit() })
		next()
		fmt.Println("not reached")
	}()
	fmt.Println(<-done)
}
