// Row 24: an interface that holds a nil pointer is not nil: it has a type.
package main

import (
	"fmt"
	"reflect"
)

type problem struct{ msg string }

func (p *problem) Error() string {
	if p == nil {
		return "no problem at all"
	}
	return p.msg
}

func wrong(fail bool) error {
	var p *problem
	if fail {
		p = &problem{"failed"}
	}
	return p // never a nil interface
}

func right(fail bool) error {
	if fail {
		return &problem{"failed"}
	}
	return nil
}

func main() {
	fmt.Println(wrong(false) == nil, right(false) == nil)
	err := wrong(false)
	fmt.Println(err, err == (*problem)(nil))
	fmt.Printf("%T %v\n", err, reflect.ValueOf(err).IsNil())
	if p, ok := err.(*problem); ok {
		fmt.Println("the pointer inside is nil:", p == nil)
	}
	defer func() { fmt.Println(recover()) }()
	reflect.ValueOf(42).IsNil()
}
