// Row 21: a type satisfies an interface by having its methods; nobody declares it.
package main

import (
	"fmt"
	"sort"
	"strings"
)

type shape interface {
	Area() float64
	fmt.Stringer
}

type square struct{ side float64 }
type circle struct{ r float64 }

func (s square) Area() float64    { return s.side * s.side }
func (s square) String() string   { return fmt.Sprintf("square %g", s.side) }
func (c *circle) Area() float64   { return 3 * c.r * c.r }
func (c *circle) String() string  { return fmt.Sprintf("circle %g", c.r) }
func (c *circle) Scale(f float64) { c.r *= f }

type scaler interface{ Scale(float64) }

// byArea is sorted by package sort, which has never heard of shapes.
type byArea []shape

func (b byArea) Len() int           { return len(b) }
func (b byArea) Less(i, j int) bool { return b[i].Area() < b[j].Area() }
func (b byArea) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

// A function type can have methods, and so be an interface's value.
type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func main() {
	shapes := []shape{square{3}, &circle{1}, square{1}}
	for _, s := range shapes {
		if sc, ok := s.(scaler); ok {
			sc.Scale(2)
		}
	}
	sort.Sort(byArea(shapes))
	for _, s := range shapes {
		fmt.Println(s, s.Area())
	}
	var seen strings.Builder
	fmt.Fprintf(writerFunc(func(p []byte) (int, error) {
		seen.WriteString(strings.ToUpper(string(p)))
		return len(p), nil
	}), "through %d interfaces", 1)
	fmt.Println(seen.String())
}
