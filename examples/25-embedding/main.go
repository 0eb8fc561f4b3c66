// Row 25: embedding promotes fields and methods; what is nearer shadows what is deeper.
package main

import (
	"fmt"
	"strings"
	"sync"
)

type animal struct{ name string }

func (a *animal) Rename(n string) { a.name = n }
func (a animal) Name() string     { return a.name }
func (a animal) Sound() string    { return "..." }

type dog struct {
	animal
	tricks []string
}

func (d dog) Sound() string { return "woof, as " + d.animal.Sound() } // shadows

type puppy struct {
	*dog
	age int
}

type logger interface{ Log(string) }
type memoryLog struct{ lines []string }

func (m *memoryLog) Log(s string) { m.lines = append(m.lines, s) }

type service struct {
	logger // an embedded interface: any implementation
	sync.Mutex
	calls int
}

func (s *service) Call() {
	s.Lock()
	defer s.Unlock()
	s.calls++
	s.Log(fmt.Sprint("call ", s.calls))
}

type sounder interface {
	Sound() string
	Name() string
}

func main() {
	d := dog{animal{"Rex"}, nil}
	d.Rename("Max")
	fmt.Println(d.Name(), d.name, d.Sound())
	p := puppy{&d, 1}
	p.Rename("Bit") // through an embedded pointer: d changes too
	fmt.Println(p.Name(), d.name)
	for _, s := range []sounder{d, p, d.animal} {
		fmt.Println(s.Name(), "says", s.Sound())
	}
	mem := &memoryLog{}
	s := service{logger: mem}
	s.Call()
	s.Call()
	fmt.Println(strings.Join(mem.lines, ", "))
	rename := p.Rename // a method value of a promoted method
	rename("Zed")
	fmt.Println(d.Name(), (*animal).Name(&d.animal))
}
