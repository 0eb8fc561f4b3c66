// A call of a method that T has from an embedded interface and *T has, too, at another place of its method set.
package main

import "fmt"

type Loc interface {
	Locale() string
	Plurals() []int
}

type Trans interface {
	Loc
	Add(k any)
}

type tr struct {
	Loc
	m map[any]string
}

var _ Trans = new(tr)

func (t *tr) Add(k any) { t.m[k] = "x" }

func newTr(l Loc) Trans {
	return &tr{Loc: l, m: make(map[any]string)}
}

type UT struct {
	ts map[string]Trans
	fb Trans
}

func New(fb Loc, ls ...Loc) *UT {
	t := &UT{ts: make(map[string]Trans)}
	for _, v := range ls {
		x := newTr(v)
		t.ts[x.Locale()] = x
		if len(ls) > 1 {
			t.fb = x
		}
	}
	if t.fb == nil && fb != nil {
		t.fb = newTr(fb)
	}
	return t
}

type en struct{}

func (en) Locale() string { return "en" }
func (en) Plurals() []int { return nil }

type de struct{ n int }

func (d *de) Locale() string { return fmt.Sprint("de", d.n) }
func (de) Plurals() []int    { return nil }

func main() {
	t := New(en{}, en{}, &de{3})
	fmt.Println(len(t.ts), t.fb.Locale(), t.ts["de3"].Locale())
}
