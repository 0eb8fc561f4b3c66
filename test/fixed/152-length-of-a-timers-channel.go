package main

import (
	"fmt"
	"reflect"
	"time"
)

func main() {
	t := time.NewTicker(time.Millisecond)
	time.Sleep(5 * time.Millisecond)
	fmt.Println(len(t.C), cap(t.C), reflect.ValueOf(t.C).Len(), reflect.ValueOf(t.C).Cap())
	<-t.C
	c := make(chan time.Time, 3)
	c <- time.Now()
	var none chan int
	fmt.Println(len(c), cap(c), len(none), cap(none))
}
