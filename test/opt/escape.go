package p

import "unsafe"

type T struct{ x, y int }

var sink *T

func newT(x int) *T { return &T{x: x} }

func local() int { // newT's object stays in the frame
	t := newT(3)
	return t.x + t.y
}

func leaks(t *T) { sink = t }

func heap() {
	var t T
	leaks(&t)
}

func through(t *T) *T { return t }

func result() *T {
	var t T
	return through(&t)
}

func loop(n int) (last *T) {
	for i := 0; i < n; i++ { // a new one each time: last outlives the iteration
		last = &T{x: i}
	}
	return last
}

func captured(n int) int { // called directly: sum stays a plain variable
	sum := 0
	add := func(k int) { sum += k }
	for i := 0; i < n; i++ {
		add(i)
	}
	return sum
}

func goes(n int) {
	go func() { sink = &T{x: n} }()
}

type builder struct {
	self *builder
	buf  []byte
}

func hide(p unsafe.Pointer) unsafe.Pointer { // as internal/abi.NoEscape
	x := uintptr(p)
	return unsafe.Pointer(x ^ 0)
}

func (b *builder) add(c byte) {
	if b.self == nil {
		b.self = (*builder)(hide(unsafe.Pointer(b)))
	}
	b.buf = append(b.buf, c)
}

func build() int { // b stays in the frame
	var b builder
	b.add('x')
	return len(b.buf)
}

func offset(p *T) unsafe.Pointer { return unsafe.Pointer(uintptr(unsafe.Pointer(p)) + 8) }

func outlived() unsafe.Pointer { // t goes to the heap
	var t T
	return offset(&t)
}
