package main

import (
	"fmt"
	"reflect"
	"runtime"
	"unsafe"
)

// A pointer type that points to itself, loaded and stored through.
type peano *peano

// Blank fields stay zero, in data and in code.
var data = struct{ a, _, c int }{1, 2, 3}

func code(n int) any { return struct{ a, _, c int }{n, n, n} }

// A literal larger than the frame may be.
type large struct {
	a [1 << 20]byte
	b string
}

func fill(p *large) { *p = large{b: "filled"} }

// Adjacent plain fields: one hash for the compiler and for reflect.
type key struct {
	a, b int32
	c    float64
}

type fromCompiler map[key]string

func labelBeforeFallthrough(i int) string {
	s := ""
	switch i {
	case 0:
		goto out
	out:
		s = "zero "
		fallthrough
	case 1:
		s += "one"
	}
	return s
}

func bytes() (*byte, int) { b := []byte("span"); return &b[0], 3 }

func pair() (int, int) { return 7, 5 }

func lastCallPanics() {
	var f func()
	f()
}

func main() {
	var zero peano
	one := peano(&zero)
	fmt.Println(*one == zero, one == nil)
	fmt.Println(reflect.ValueOf(data).Field(1), reflect.ValueOf(code(4)).Field(1))
	l := new(large)
	fill(l)
	fmt.Println(l.b)

	m := reflect.MakeMap(reflect.MapOf(reflect.TypeOf(key{}), reflect.TypeOf("")))
	m.SetMapIndex(reflect.ValueOf(key{1, 2, 3}), reflect.ValueOf("found"))
	var x fromCompiler
	reflect.ValueOf(&x).Elem().Set(m)
	fmt.Println(x[key{1, 2, 3}])

	fmt.Println(labelBeforeFallthrough(0), labelBeforeFallthrough(1))
	fmt.Println(string(unsafe.Slice(bytes())), unsafe.String(bytes()), max(pair()), min(pair()))
	fmt.Println(reflect.TypeOf(unsafe.Pointer(nil)).PkgPath())
	c, d := complex(1, 2), complex(0, 0)
	fmt.Println(c/complex(3, 4), c/d)

	defer func() {
		recover()
		pcs := make([]uintptr, 20)
		frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs)])
		for f, more := frames.Next(); more; f, more = frames.Next() {
			if f.Function == "main.lastCallPanics" {
				fmt.Println("frame of a function that ends in a panic:", f.Line)
			}
		}
		defer func() { fmt.Println(recover()) }()
		n := 2
		s := make([]int, n, 1)
		fmt.Println(len(s))
	}()
	lastCallPanics()
}
