// A method of the name wanted but of another type: the assertion panics, whatever is known of the value.
package main

import "fmt"

type S struct{ a int }

func (s *S) Name() int8 { return 1 }

type I1 interface{ Name() int8 }
type I2 interface{ Name() int64 }

func main() {
	defer func() { fmt.Println(recover()) }()
	var i I1
	i = &S{}
	fmt.Println(i.(I2).Name())
}
