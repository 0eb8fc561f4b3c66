// Row 50: types and values at run time: call, make functions and types, select, compare.
package main

import (
	"fmt"
	"reflect"
	"strings"
)

type user struct {
	Name string `db:"name"`
	Age  int    `db:"age"`
}

func (u user) Greet(greeting string) string { return greeting + ", " + u.Name }
func (u *user) Birthday()                   { u.Age++ }

func main() {
	u := &user{"Ada", 36}
	v := reflect.ValueOf(u)
	for i := range v.Elem().NumField() {
		f := v.Elem().Type().Field(i)
		fmt.Println(f.Name, f.Type, f.Tag.Get("db"), v.Elem().Field(i))
	}
	fmt.Println(v.MethodByName("Greet").Call([]reflect.Value{reflect.ValueOf("Hello")})[0])
	v.MethodByName("Birthday").Call(nil)
	fmt.Println(u.Age, v.Type().NumMethod(), reflect.TypeFor[user]().NumMethod())

	// A function made of nothing but its type.
	swap := reflect.MakeFunc(reflect.TypeFor[func(int, string) (string, int)](), func(args []reflect.Value) []reflect.Value {
		return []reflect.Value{args[1], args[0]}
	}).Interface().(func(int, string) (string, int))
	fmt.Println(swap(1, "one"))

	// Types that the program's text does not name.
	st := reflect.StructOf([]reflect.StructField{{Name: "X", Type: reflect.TypeFor[float64](), Tag: `json:"x"`}})
	s := reflect.New(st).Elem()
	s.Field(0).SetFloat(1.5)
	fmt.Printf("%v %+v\n", st, s.Interface())
	m := reflect.MakeMap(reflect.MapOf(reflect.TypeFor[string](), st))
	m.SetMapIndex(reflect.ValueOf("k"), s)
	fmt.Println(m.Interface(), reflect.FuncOf([]reflect.Type{st}, nil, false))

	a, b := make(chan int, 1), make(chan string, 1)
	b <- "ready"
	chosen, got, ok := reflect.Select([]reflect.SelectCase{
		{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(a)},
		{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(b)},
	})
	fmt.Println(chosen, got, ok)

	x := map[string][]int{"a": {1, 2}}
	fmt.Println(reflect.DeepEqual(x, map[string][]int{"a": {1, 2}}), reflect.DeepEqual(x, map[string][]int{"a": {2, 1}}))
	defer func() { fmt.Println(strings.TrimPrefix(fmt.Sprint(recover()), "reflect: ")) }()
	reflect.ValueOf(*u).Field(0).SetString("not addressable")
}
