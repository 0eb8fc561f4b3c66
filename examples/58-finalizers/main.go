// Row 58: what happens when an object is no longer reachable: finalizers, cleanups, weak pointers, canonical values.
package main

import (
	"fmt"
	"runtime"
	"time"
	"unique"
	"weak"
)

type file struct {
	name string
	data [64]byte
}

//go:noinline
func open(events chan string) weak.Pointer[file] {
	f := &file{name: "log"}
	runtime.SetFinalizer(f, func(f *file) { events <- "finalized " + f.name })
	g := &file{name: "cache"}
	runtime.AddCleanup(g, func(name string) { events <- "cleaned up " + name }, g.name)
	h := &file{name: "kept"}
	stop := runtime.AddCleanup(h, func(int) { events <- "never" }, 0)
	stop.Stop()
	return weak.Make(g)
}

//go:noinline
func overwrite(n int) int { // the frames of open are written over
	var frame [512]int
	for i := range frame {
		frame[i] = n
	}
	return frame[n] + len(frame)
}

func main() {
	events := make(chan string, 4)
	w := open(events)
	overwrite(3)
	seen := map[string]bool{}
	for range 50 {
		runtime.GC()
		select {
		case e := <-events:
			seen[e] = true
		case <-time.After(time.Millisecond):
		}
		if len(seen) == 2 {
			break
		}
	}
	fmt.Println(seen)
	fmt.Println("weak pointer cleared:", w.Value() == nil)

	alive := &file{name: "alive"}
	keep := weak.Make(alive)
	runtime.GC()
	fmt.Println(keep.Value().name, keep.Value() == alive)
	runtime.KeepAlive(alive)

	a, b := unique.Make("one text"), unique.Make("one "+fmt.Sprint("text"))
	fmt.Println(a == b, a.Value())
}
