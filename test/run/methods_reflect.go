// Methods that only reflect calls stay where a program asks reflect for methods.
package main

import (
	"fmt"
	"reflect"
)

type T struct{ n int }

func (t T) Add(i int) int    { return t.n + i }
func (t *T) Set(i int)       { t.n = i }
func (t T) Name() string     { return "T" }
func (t T) unexported() bool { return true }

//go:noinline
func name(s string) string { return s }

func main() {
	t := &T{3}
	v := reflect.ValueOf(t)
	v.MethodByName(name("Set")).Call([]reflect.Value{reflect.ValueOf(7)})
	fmt.Println(v.MethodByName("Add").Call([]reflect.Value{reflect.ValueOf(1)})[0])
	typ := v.Type()
	for i := range typ.NumMethod() {
		fmt.Println(typ.Method(i).Name, typ.Method(i).Type)
	}
	p, _ := reflect.PointerTo(reflect.TypeOf(*t)).MethodByName("Add")
	fmt.Println(p.Func.Call([]reflect.Value{reflect.New(reflect.TypeOf(*t)), reflect.ValueOf(5)})[0])
	m, ok := reflect.TypeOf(*t).MethodByName("Name")
	fmt.Println(m.Func.Call([]reflect.Value{reflect.ValueOf(*t)})[0], ok)
}
