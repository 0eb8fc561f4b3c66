// FuncForPC names the wrappers that func values of methods are, though no stack trace shows them.

package main

import (
	"fmt"
	"reflect"
	"runtime"
)

type T struct{ a, b int }

func (T) Val()  {}
func (*T) Ptr() {}

type I interface{ Val() }

func name(f any) string { return runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name() }

//go:noinline
func didPanic(f func()) (p bool, v any) {
	p = true
	defer func() { v = recover() }()
	f()
	p = false
	return
}

func main() {
	t := T{}
	fmt.Println(name(t.Val), name((&t).Ptr), name(T.Val), name((*T).Val), name((*T).Ptr), name(I.Val), name(I(t).Val), name(main))
	fmt.Println(didPanic(func() { panic(nil) }))
	fmt.Println(didPanic(func() { panic("x") }))
	fmt.Println(didPanic(func() {}))
}
