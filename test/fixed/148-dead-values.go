// What dead variables point to is collected where a collection is asked for, and nothing else is.
package main

import (
	"fmt"
	"runtime"
)

type node struct {
	next *node
	id   int
	pad  [5]int
}

var gone [40]bool

//go:noinline
func make_(id int) *node {
	n := &node{id: id}
	runtime.SetFinalizer(n, func(n *node) { gone[n.id] = true })
	return n
}

func gc() {
	for range 3 {
		runtime.GC()
	}
}

func show(when string, ids ...int) {
	fmt.Print(when, ":")
	for _, id := range ids {
		fmt.Print(" ", gone[id])
	}
	fmt.Println()
}

//go:noinline
func use(n *node) int { return n.id }

func variables() {
	a, b := make_(1), make_(2)
	use(b)
	gc()
	show("both live", 1, 2)
	use(a)
	gc()
	show("b dead", 1, 2)
	runtime.KeepAlive(a)
	gc()
	show("a dead", 1, 2)
}

type pair struct{ first, second *node }

func objects() {
	p := pair{make_(3), make_(4)}
	q := &p
	arr := [4]*node{make_(5)}
	s := arr[:]
	gc()
	show("objects live", 3, 4, 5)
	use(q.second)
	gc()
	show("pair dead", 3, 4, 5)
	use(s[0])
	gc()
	show("array dead", 3, 4, 5)
}

func captured() {
	var saved **node
	n := make_(6)
	other := make_(7)
	keep := func(p **node) { saved = p }
	keep(&n)
	gc()
	show("captured live", 6, 7)
	use(other)
	gc()
	show("other dead", 6, 7)
	use(*saved)
	gc()
	show("captured dead", 6, 7)
}

func argument(n *node) {
	use(n)
	gc()
	show("argument dead", 8)
}

func deferred() (err error) {
	m := make_(10)
	n := make_(9)
	defer func() {
		gc()
		show("deferred", 9, 10)
		use(m)
		err, _ = recover().(error)
	}()
	use(n)
	var none *node
	return fmt.Errorf("%d", none.id)
}

func loop() {
	var last *node
	for i := 11; i < 14; i++ {
		n := make_(i)
		gc()
		show("in the loop", 11, 12, 13)
		if last != nil {
			use(last)
		}
		last = n
	}
	use(last)
	gc()
	show("after the loop", 11, 12, 13)
}

func jump() {
	n := make_(14)
	i := 0
again:
	gc()
	show("jump", 14)
	if i++; i < 3 {
		if i < 2 {
			use(n)
		}
		goto again
	}
}

func through(f func(*node), n *node) { f(n) }

func list() {
	head := make_(15)
	head.next = make_(16)
	gc()
	show("list live", 15, 16)
	rest := head.next
	gc()
	show("head dead", 15, 16)
	use(rest)
	through(func(n *node) {
		gc()
		show("rest dead", 15, 16)
	}, nil)
}

func main() {
	variables()
	objects()
	captured()
	argument(make_(8))
	fmt.Println(deferred())
	gc()
	show("deferred dead", 9, 10)
	loop()
	jump()
	list()
}
