// reflect.StructOf with embedded types that have methods, and the pointer type of an unnamed struct
// whose methods are promoted from a pointer receiver.
package main

import (
	"fmt"
	"reflect"
)

type num int

func (n *num) Set(v int)     { *n = num(v) }
func (n num) Get() int       { return int(n) }
func (n num) String() string { return fmt.Sprint("num ", int(n)) }

type quiet struct{ _ bool }

func (*quiet) String() string { return "quiet" }

func embed(t reflect.Type) reflect.Value {
	return reflect.New(reflect.StructOf([]reflect.StructField{{Name: "Num", Anonymous: true, Type: t}})).Elem()
}

func main() {
	byValue := embed(reflect.TypeOf(num(0)))
	byValue.Field(0).Set(reflect.ValueOf(num(3)))
	fmt.Println(byValue.Interface().(interface{ Get() int }).Get(), byValue.NumMethod(), byValue.Interface())
	_, ok := byValue.Interface().(interface{ Set(int) })
	fmt.Println(ok)

	n := num(4)
	byPointer := embed(reflect.TypeOf(&n))
	byPointer.Field(0).Set(reflect.ValueOf(&n))
	byPointer.Interface().(interface{ Set(int) }).Set(5)
	fmt.Println(n, byPointer.MethodByName("Get").Call(nil)[0])
	func() {
		defer func() { fmt.Println(recover()) }()
		reflect.StructOf([]reflect.StructField{
			{Name: "A", Type: reflect.TypeOf(0)},
			{Name: "Num", Anonymous: true, Type: reflect.TypeOf(n)},
		})
	}()

	var unnamed struct{ quiet }
	s, ok := reflect.New(reflect.TypeOf(unnamed)).Interface().(fmt.Stringer)
	fmt.Println(s, ok)
}
