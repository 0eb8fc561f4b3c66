package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A variable of the function being written.
type variable struct {
	name     string
	typ      *Type
	settable bool
}

// A function of the program, callable by those written later and by itself.
type function struct {
	name    string
	params  []*Type
	results []*Type
}

// A generator holds the state of one program's writing.
type generator struct {
	rand      *rand.Rand
	body      strings.Builder
	named     []*Type // over basic types
	structs   []*Type
	iface     *Type
	functions []*function
	vars      []*variable // in scope
	serial    int         // of names
	loops     int         // around the statement being written
	pure      bool        // calls with effects aren't allowed
}

func (g *generator) n(limit int) int { return g.rand.IntN(limit) }

// chance is true once in n times.
func (g *generator) chance(n int) bool { return g.rand.IntN(n) == 0 }

func pick[T any](g *generator, list []T) T { return list[g.n(len(list))] }

func (g *generator) line(format string, args ...any) { fmt.Fprintf(&g.body, format+"\n", args...) }

// variable gives the name of a variable of type t, or "".
func (g *generator) variable(t *Type) string {
	for _, i := range g.rand.Perm(len(g.vars)) {
		if g.vars[i].typ.name == t.name {
			return g.vars[i].name
		}
	}
	return ""
}

// settable reports whether the variable may be assigned to.
func (g *generator) settable(name string) bool {
	for _, v := range g.vars {
		if v.name == name {
			return v.settable
		}
	}
	return false
}

// ofKind gives a variable of one of the kinds, or nil.
func (g *generator) ofKind(kinds ...Kind) *variable {
	for _, i := range g.rand.Perm(len(g.vars)) {
		for _, k := range kinds {
			if g.vars[i].typ.kind == k {
				return g.vars[i]
			}
		}
	}
	return nil
}

func (g *generator) anyVariable() *variable {
	if len(g.vars) == 0 {
		return nil
	}
	return pick(g, g.vars)
}

const helpers = `
func id[T any](x T) T { return x }

func clip[T ~string](s T) T { return s[:min(len(s), 100)] }

func mapped[T any](s []T, f func(T) T) []T {
	r := make([]T, 0, len(s))
	for _, x := range s {
		r = append(r, f(x))
	}
	return r
}

func fold[T, A any](s []T, a A, f func(A, T) A) A {
	for _, x := range s {
		a = f(a, x)
	}
	return a
}

func count(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := 0; i < n && yield(i); i++ {
		}
	}
}

var _, _, _ = fmt.Sprint, sync.NewCond, atomic.AddInt32

`

// writeFunction writes one function with random parameters and results.
func (g *generator) writeFunction(name string) {
	f := &function{name: name}
	g.vars = nil
	var params, results []string
	for i := range g.n(5) {
		t := g.anyOf(2)
		f.params = append(f.params, t)
		params = append(params, fmt.Sprintf("a%d %s", i, t.name))
		g.vars = append(g.vars, &variable{name: fmt.Sprintf("a%d", i), typ: t, settable: true})
	}
	for i := range 1 + g.n(2) {
		t := g.anyOf(1)
		f.results = append(f.results, t)
		results = append(results, fmt.Sprintf("r%d %s", i, t.name))
		g.vars = append(g.vars, &variable{name: fmt.Sprintf("r%d", i), typ: t, settable: true})
	}
	g.line("func %s(%s) (%s) {", name, strings.Join(params, ", "), strings.Join(results, ", "))
	g.line("if !trace.Spend() { return }")
	if g.chance(3) {
		g.line("defer trace.Recovered(%q)", name)
	}
	g.functions = append(g.functions, f)
	g.block(6, 3)
	var values []string
	for _, t := range f.results {
		values = append(values, g.expr(t, 3))
	}
	g.line("return %s", strings.Join(values, ", "))
	g.line("}\n")
}

// program gives the text of the program of a seed.
func program(name string, seed uint64) string {
	g := &generator{rand: rand.New(rand.NewPCG(seed, 0x756e646572676f))}
	g.line("package %s\n", name)
	g.line("import (\n\"fmt\"\n\"gengo/trace\"\n\"sync\"\n\"sync/atomic\"\n)")
	g.line(helpers)
	g.declareTypes()
	for i := range 1 + g.n(4) {
		g.writeFunction(fmt.Sprintf("F%d", i))
	}
	g.vars = nil
	g.line("func Run() {")
	for range 3 {
		g.guarded(3)
	}
	g.line("}")
	return g.body.String()
}
