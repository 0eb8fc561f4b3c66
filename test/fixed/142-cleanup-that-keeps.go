// AddCleanup refuses what would keep the object alive for ever: an argument or a closure that points into it.
package main

import (
	"fmt"
	"runtime"
)

type object struct {
	p *byte
	f int
}

func try(what string, f func(o *object)) {
	defer func() { fmt.Println(what+":", recover()) }()
	f(&object{})
}

func main() {
	try("the object", func(o *object) { runtime.AddCleanup(o, func(*object) {}, o) })
	try("a part of it", func(o *object) { runtime.AddCleanup(o, func(*int) {}, &o.f) })
	try("a closure", func(o *object) { runtime.AddCleanup(o, func(int) { fmt.Println(o.f) }, 0) })
	try("none", func(o *object) { runtime.AddCleanup((*object)(nil), func(int) {}, 0) })
	other := new(object)
	try("another", func(o *object) { runtime.AddCleanup(o, func(p *object) { fmt.Println(other.f, p.f) }, other) })
}
