package main

import (
	"fmt"
	"strings"
)

// A Kind says how values of a Type are made and used.
type Kind int

const (
	Bool Kind = iota
	Int
	Uint
	Float
	Complex
	String
	Struct
	Array
	Slice
	Map
	Pointer // to a struct, never nil unless said so
	Func    // func(elem) elem
	Any
	Iface // the program's interface with a method
)

// A Type is a Go type of the generated program.
type Type struct {
	kind   Kind
	name   string // as written in the program
	bits   int    // of numbers
	elem   *Type
	key    *Type
	length int
	fields []*Type // of structs, named f0, f1, …
	method bool    // implements the program's interface
}

func basic(kind Kind, name string, bits int) *Type { return &Type{kind: kind, name: name, bits: bits} }

var basics = []*Type{
	basic(Bool, "bool", 0), basic(String, "string", 0),
	basic(Int, "int", 64), basic(Int, "int8", 8), basic(Int, "int16", 16), basic(Int, "int32", 32), basic(Int, "int64", 64),
	basic(Uint, "uint", 64), basic(Uint, "uint8", 8), basic(Uint, "uint16", 16), basic(Uint, "uint32", 32), basic(Uint, "uint64", 64),
	basic(Float, "float64", 64), basic(Float, "float32", 32), basic(Complex, "complex128", 128),
}

var (
	boolType   = basics[0]
	stringType = basics[1]
	intType    = basics[2]
	anyType    = &Type{kind: Any, name: "any"}
)

// ordered reports whether values can be compared with <.
func (t *Type) ordered() bool {
	return t.kind == Int || t.kind == Uint || t.kind == Float || t.kind == String
}

// comparable reports whether == is allowed and can't panic.
func (t *Type) comparable() bool {
	switch t.kind {
	case Slice, Map, Func, Any, Iface, Pointer:
		return false
	case Array:
		return t.elem.comparable()
	case Struct:
		for _, f := range t.fields {
			if !f.comparable() {
				return false
			}
		}
	}
	return true
}

func (t *Type) integer() bool { return t.kind == Int || t.kind == Uint }

func (t *Type) numeric() bool { return t.integer() || t.kind == Float || t.kind == Complex }

// printable reports whether fmt prints a value without an address.
func (t *Type) printable() bool {
	switch t.kind {
	case Func, Pointer, Iface, Any:
		return false
	case Array, Slice:
		return t.elem.printable()
	case Map:
		return t.elem.printable() && t.key.printable()
	case Struct:
		for _, f := range t.fields {
			if !f.printable() {
				return false
			}
		}
	}
	return true
}

// basicType picks a predeclared type or a named one over it.
func (g *generator) basicType() *Type {
	if len(g.named) > 0 && g.chance(4) {
		return pick(g, g.named)
	}
	return pick(g, basics)
}

// integerType picks an integer type.
func (g *generator) integerType() *Type {
	for {
		if t := g.basicType(); t.integer() {
			return t
		}
	}
}

// keyType picks a type of map keys: == holds for equal values, NaN excluded.
func (g *generator) keyType() *Type {
	for {
		if t := g.basicType(); t.kind != Float && t.kind != Complex {
			return t
		}
	}
}

// anyOf picks a type for a variable, at most depth constructors deep.
func (g *generator) anyOf(depth int) *Type {
	if depth == 0 || g.chance(2) {
		return g.basicType()
	}
	switch g.n(8) {
	case 0:
		elem := g.anyOf(depth - 1)
		n := 1 + g.n(4)
		return &Type{kind: Array, name: fmt.Sprintf("[%d]%s", n, elem.name), elem: elem, length: n}
	case 1, 2:
		elem := g.anyOf(depth - 1)
		return &Type{kind: Slice, name: "[]" + elem.name, elem: elem}
	case 3:
		key, elem := g.keyType(), g.anyOf(depth-1)
		return &Type{kind: Map, name: "map[" + key.name + "]" + elem.name, key: key, elem: elem}
	case 4:
		elem := g.basicType()
		return &Type{kind: Func, name: "func(" + elem.name + ") " + elem.name, elem: elem}
	case 5:
		if len(g.structs) > 0 {
			s := pick(g, g.structs)
			return &Type{kind: Pointer, name: "*" + s.name, elem: s}
		}
	case 6:
		return pick(g, []*Type{anyType, g.iface})
	}
	if len(g.structs) > 0 {
		return pick(g, g.structs)
	}
	return g.basicType()
}

// declareTypes writes the program's named types: some over basic types, some
// structs of earlier types, half of both with the interface's method.
func (g *generator) declareTypes() {
	g.iface = &Type{kind: Iface, name: "Measurer"}
	g.line("type Measurer interface{ Measure(int) int }")
	for i := range 2 + g.n(3) {
		t := *pick(g, basics)
		under := t.name
		t.name, t.method = fmt.Sprintf("N%d", i), true
		g.line("type %s %s", t.name, under)
		g.line("func (r %s) Measure(k int) int { return k + %d + len(fmt.Sprint(r)) }", t.name, g.n(9))
		g.named = append(g.named, &t)
	}
	for i := range 1 + g.n(4) {
		t := &Type{kind: Struct, name: fmt.Sprintf("S%d", i), method: true}
		var text []string
		for f := range g.n(6) {
			field := g.anyOf(1)
			for !field.printable() {
				field = g.anyOf(1)
			}
			t.fields = append(t.fields, field)
			text = append(text, fmt.Sprintf("f%d %s", f, field.name))
		}
		g.line("type %s struct{ %s }", t.name, strings.Join(text, "; "))
		star := pick(g, []string{"", "*"})
		if star == "*" {
			t.method = false
		}
		g.line("func (r %s%s) Measure(k int) int { return k ^ %d }", star, t.name, g.n(99))
		g.structs = append(g.structs, t)
	}
}
