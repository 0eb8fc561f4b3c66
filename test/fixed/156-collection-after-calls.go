// What a call received, returned or grew in memory is not kept by a function that asks for a collection.
package main

import (
	"errors"
	"fmt"
	"runtime"
	"weak"
)

type node struct {
	next *node
	pad  [8]int
}

type large struct {
	p   *node
	pad [8]int
}

//go:noinline
func sum(l large) int {
	n := l.p.pad[0]
	for _, x := range l.pad {
		n += x
	}
	return n
}

//go:noinline
func made() (*node, error) {
	n := new(node)
	if n.pad[1] != 0 {
		return nil, errors.New("not zero")
	}
	return n, nil
}

//go:noinline
func wrapped() large { return large{p: new(node)} }

func arguments() bool {
	l := large{p: new(node)}
	w := weak.Make(l.p)
	fmt.Print(sum(l), " ")
	runtime.GC()
	return w.Value() == nil
}

func results() bool {
	n, err := made()
	if err != nil {
		panic(err)
	}
	w := weak.Make(n)
	runtime.GC()
	return w.Value() == nil
}

func result() bool {
	l := wrapped()
	w := weak.Make(l.p)
	runtime.GC()
	return w.Value() == nil
}

func grown() bool {
	var all []*node
	var last weak.Pointer[node]
	for range 40 {
		n := new(node)
		last = weak.Make(n)
		all = append(all, n)
	}
	fmt.Print(len(all), " ")
	all = nil
	runtime.GC()
	return last.Value() == nil
}

func main() {
	fmt.Println(arguments(), results(), result(), grown())
}
