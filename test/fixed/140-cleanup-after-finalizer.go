// An object with a finalizer and a cleanup: the finalizer runs first, the cleanup once the object is gone after it.
package main

import (
	"fmt"
	"runtime"
	"time"
)

type object struct {
	v    int
	next *object
}

func main() {
	ran, made := make(chan string, 2), make(chan bool)
	go func() {
		o := &object{v: 97531}
		runtime.AddCleanup(o, func(x int) { ran <- fmt.Sprint("cleanup ", x) }, 97531)
		runtime.SetFinalizer(o, func(o *object) { ran <- fmt.Sprint("finalizer ", o.v) })
		made <- true
	}()
	<-made
	for range 2 {
		runtime.GC()
		select {
		case what := <-ran:
			fmt.Println(what)
		case <-time.After(10 * time.Second):
			fmt.Println("nothing")
		}
	}
}
