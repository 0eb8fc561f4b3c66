// A type assertion looks at the methods of a named map type, which stand behind the descriptor of the map's group.
package main

import "fmt"

type H map[string][]string

func (h H) Add(k, v string)     { h[k] = append(h[k], v) }
func (h H) get(k string) string { return h[k][0] }
func (h H) Len() int            { return len(h) }

func main() {
	h := H{}
	h.Add("a", "b")
	fmt.Println(fmt.Sprint(h), h.get("a"))
	var x any = h
	l, ok := x.(interface{ Len() int })
	fmt.Println(ok && l.Len() == 1)
}
