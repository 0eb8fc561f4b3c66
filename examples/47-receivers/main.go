// Row 47: value receivers get a copy, pointer receivers the original; method sets decide what satisfies
// an interface; method values bind their receiver when they are made.
package main

import "fmt"

type counter struct{ n int }

func (c counter) Get() int   { return c.n }
func (c *counter) Inc()      { c.n++ }
func (c counter) Lost()      { c.n++ } // changes a copy
func (c *counter) Self() any { return c }

type getter interface{ Get() int }
type incrementer interface {
	getter
	Inc()
}

type celsius float64

func (c celsius) String() string { return fmt.Sprintf("%.1f°C", float64(c)) }

type matrix [2][2]int

func (m matrix) Transposed() matrix { m[0][1], m[1][0] = m[1][0], m[0][1]; return m }

func main() {
	var c counter
	c.Inc() // (&c).Inc()
	c.Lost()
	fmt.Println(c.Get(), c.Self() == any(&c))

	var g getter = c
	var i incrementer = &c
	_, ok := any(c).(incrementer)
	fmt.Println("value has Inc:", ok)
	i.Inc()
	fmt.Println(g.Get(), i.Get()) // g holds a copy of before

	get := c.Get // binds a copy of c now
	inc := c.Inc // binds &c
	inc()
	inc()
	fmt.Println(get(), c.Get())

	add := (*counter).Inc // method expressions take the receiver first
	add(&c)
	fmt.Println(counter.Get(c), getter.Get(&c), (*counter).Get(&c))

	fmt.Println(celsius(21.54), []celsius{1, 2})
	m := matrix{{1, 2}, {3, 4}}
	fmt.Println(m.Transposed(), m)

	defer func() { fmt.Println(recover()) }()
	var none *counter
	none.Get()
}
