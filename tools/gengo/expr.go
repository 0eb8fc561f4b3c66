package main

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// expr gives an expression of type t, at most depth operators deep.
func (g *generator) expr(t *Type, depth int) string {
	if depth <= 0 || g.chance(6) {
		return g.leaf(t)
	}
	if s := g.access(t, depth); s != "" && g.chance(3) {
		return s
	}
	if s := g.call(t, depth); s != "" && g.chance(5) {
		return s
	}
	switch t.kind {
	case Bool:
		return t.name + g.boolean(depth)
	case Int, Uint:
		return g.integer(t, depth)
	case Float, Complex:
		return fmt.Sprintf("(%s %s %s)", g.nonconstant(t, depth-1), pick(g, []string{"+", "-", "*", "/"}), g.nonconstant(t, depth-1))
	case String:
		return g.text(t, depth)
	case Slice:
		return g.slice(t, depth)
	}
	return g.leaf(t)
}

// leaf is a variable or a literal.
func (g *generator) leaf(t *Type) string {
	if v := g.variable(t); v != "" && !g.chance(4) {
		return v
	}
	return g.literal(t, 2)
}

// literal is a value of t without variables of that type.
func (g *generator) literal(t *Type, depth int) string {
	switch t.kind {
	case Bool:
		return t.name + "(" + pick(g, []string{"true", "false"}) + ")"
	case Int, Uint:
		return fmt.Sprintf("%s(%s)", t.name, g.constant(t))
	case Float:
		return fmt.Sprintf("%s(%s)", t.name, pick(g, []string{"0", "1", "0.1", "-2.5", "1e10", "3.14159", "-1e-7", "16777217", "0x1p-20"}))
	case Complex:
		return fmt.Sprintf("%s(complex(%d, %d.5))", t.name, g.n(9)-4, g.n(5))
	case String:
		return fmt.Sprintf("%s(%s)", t.name, strconv.Quote(pick(g, []string{"", "a", "xyz", "héllo", "日本", "\x80z", "0123456789", "tab\t"})))
	case Struct, Array, Slice, Map:
		return g.composite(t, depth)
	case Pointer:
		return "&" + g.literal(t.elem, depth-1)
	case Func:
		return g.literalFunction(t.elem)
	case Any:
		b := g.basicType()
		return fmt.Sprintf("any(%s)", g.literal(b, 0))
	default:
		return g.measurer()
	}
}

// measurer is a value of the program's interface, sometimes nil.
func (g *generator) measurer() string {
	if g.chance(12) {
		return "Measurer(nil)"
	}
	if g.chance(2) {
		return fmt.Sprintf("Measurer(%s)", g.literal(pick(g, g.named), 0))
	}
	s := pick(g, g.structs)
	if s.method {
		return fmt.Sprintf("Measurer(%s)", g.literal(s, 1))
	}
	return fmt.Sprintf("Measurer(&%s)", g.literal(s, 1))
}

// composite is a composite literal; a nil map or slice now and then.
func (g *generator) composite(t *Type, depth int) string {
	if depth <= 0 {
		return t.name + "{}"
	}
	var parts []string
	switch t.kind {
	case Struct:
		for i, f := range t.fields {
			if g.chance(4) {
				continue
			}
			parts = append(parts, fmt.Sprintf("f%d: %s", i, g.literal(f, depth-1)))
		}
	case Array:
		for i := range t.length {
			if !g.chance(4) {
				parts = append(parts, fmt.Sprintf("%d: %s", i, g.literal(t.elem, depth-1)))
			}
		}
	case Slice:
		if g.chance(8) {
			return t.name + "(nil)"
		}
		for range g.n(5) {
			parts = append(parts, g.literal(t.elem, depth-1))
		}
	case Map:
		if g.chance(12) {
			return t.name + "(nil)"
		}
		for _, key := range g.distinctConstants(t.key, g.n(4)) {
			parts = append(parts, key+": "+g.literal(t.elem, depth-1))
		}
	}
	return t.name + "{" + strings.Join(parts, ", ") + "}"
}

// constant is a constant expression of integers whose value fits t.
func (g *generator) constant(t *Type) string {
	low, high := new(big.Int), new(big.Int).Lsh(big.NewInt(1), uint(t.bits))
	if t.kind == Int {
		high.Rsh(high, 1)
		low.Neg(high)
	}
	high.Sub(high, big.NewInt(1))
	switch g.n(8) {
	case 0:
		return low.String()
	case 1:
		return high.String()
	case 2:
		return fmt.Sprintf("%s - %d", high, g.n(3))
	case 3:
		return fmt.Sprintf("1 << %d", g.n(t.bits-1))
	case 4:
		return fmt.Sprintf("(%d*%d - %d) %% 100 & 0x7f", g.n(1000), g.n(1000), g.n(99))
	}
	return strconv.Itoa(g.n(100))
}

// distinctConstants gives n constants of t, all different.
func (g *generator) distinctConstants(t *Type, n int) []string {
	var keys []string
	for i := range n {
		switch t.kind {
		case Bool:
			if i == 2 {
				return keys
			}
			keys = append(keys, []string{"true", "false"}[i])
		case String:
			keys = append(keys, strconv.Quote(strings.Repeat("k", i)))
		default:
			keys = append(keys, strconv.Itoa(i*13+g.n(13)))
		}
	}
	return keys
}

// boolean is a condition in parentheses.
func (g *generator) boolean(depth int) string {
	switch g.n(6) {
	case 0:
		return fmt.Sprintf("(%s && %s)", g.expr(boolType, depth-1), g.expr(boolType, depth-1))
	case 1:
		return fmt.Sprintf("(%s || %s)", g.expr(boolType, depth-1), g.expr(boolType, depth-1))
	case 2:
		return fmt.Sprintf("(!%s)", g.expr(boolType, depth-1))
	}
	t := g.basicType()
	ops := []string{"==", "!="}
	if t.ordered() {
		ops = []string{"==", "!=", "<", "<=", ">", ">="}
	} else if len(g.structs) > 0 && g.chance(2) {
		if s := pick(g, g.structs); s.comparable() {
			return fmt.Sprintf("(%s == %s)", g.parenthesized(s), g.parenthesized(s))
		}
	}
	return fmt.Sprintf("(%s %s %s)", g.expr(t, depth-1), pick(g, ops), g.expr(t, depth-1))
}

// parenthesized is a leaf that may stand in a condition: a composite literal
// there would be taken for the block.
func (g *generator) parenthesized(t *Type) string { return "(" + g.leaf(t) + ")" }

// integer is an arithmetic expression. Divisors may be zero and shift counts
// large or negative at run time, never in a constant.
func (g *generator) integer(t *Type, depth int) string {
	left := g.expr(t, depth-1)
	switch g.n(9) {
	case 0:
		return fmt.Sprintf("(%s %s %s)", left, pick(g, []string{"/", "%"}), g.nonconstant(t, depth-1))
	case 1:
		return fmt.Sprintf("(%s %s %d)", left, pick(g, []string{"/", "%"}), 1+g.n(17))
	case 2:
		return fmt.Sprintf("(%s %s %d)", g.nonconstant(t, depth-1), pick(g, []string{"<<", ">>"}), g.n(70))
	case 3:
		return fmt.Sprintf("(%s %s (%s & 63))", g.nonconstant(t, depth-1), pick(g, []string{"<<", ">>"}), g.nonconstant(g.integerType(), depth-1))
	case 4:
		return fmt.Sprintf("%s(%s)", t.name, g.nonconstant(g.integerType(), depth-1))
	case 5:
		return fmt.Sprintf("%s%s", pick(g, []string{"-", "^", "+"}), g.nonconstant(t, depth-1))
	case 6:
		if v := g.ofKind(Slice, Map, String, Array); v != nil {
			return fmt.Sprintf("%s(len(%s))", t.name, v.name)
		}
	case 7:
		return fmt.Sprintf("%s(%s, %s)", pick(g, []string{"min", "max"}), g.nonconstant(t, depth-1), g.expr(t, depth-1))
	}
	return fmt.Sprintf("(%s %s %s)", g.nonconstant(t, depth-1), pick(g, []string{"+", "-", "*", "&", "|", "^", "&^"}), g.expr(t, depth-1))
}

// nonconstant is an expression of t that isn't constant, so that overflow and
// division happen at run time: through the generic identity function if it must.
func (g *generator) nonconstant(t *Type, depth int) string {
	if v := g.variable(t); v != "" {
		return v
	}
	return fmt.Sprintf("id(%s)", g.expr(t, depth))
}

// text is a string expression.
func (g *generator) text(t *Type, depth int) string {
	switch g.n(6) {
	case 0:
		return fmt.Sprintf("%s(rune(%s))", t.name, g.nonconstant(g.integerType(), depth-1))
	case 1:
		return fmt.Sprintf("%s([]byte(%s))", t.name, g.expr(t, depth-1))
	case 2:
		return fmt.Sprintf("%s([]rune(%s))", t.name, g.expr(t, depth-1))
	case 3:
		if v := g.variable(t); v != "" {
			return fmt.Sprintf("%s[%d:]", v, g.n(3))
		}
	}
	return fmt.Sprintf("clip(%s + %s)", g.expr(t, depth-1), g.expr(t, depth-1))
}

// slice is a slice expression: append, reslicing, make, a generic copy.
func (g *generator) slice(t *Type, depth int) string {
	switch g.n(5) {
	case 0:
		return fmt.Sprintf("append(%s, %s)", g.expr(t, depth-1), g.expr(t.elem, depth-1))
	case 1:
		if v := g.variable(t); v != "" {
			return fmt.Sprintf("%s[%s:]", v, pick(g, []string{"0", "1", "len(" + v + ")/2"}))
		}
	case 2:
		return fmt.Sprintf("make(%s, %d, %d)", t.name, g.n(4), 4+g.n(4))
	case 3:
		return fmt.Sprintf("mapped(%s, %s)", g.expr(t, depth-1), g.literalFunction(t.elem))
	}
	return g.leaf(t)
}

// access finds a value of t inside a variable: a field, an element, a pointee,
// an assertion. Indices may be out of range at run time.
func (g *generator) access(t *Type, depth int) string {
	for range 6 {
		v := g.ofKind(Struct, Pointer, Array, Slice, Map, Any)
		if v == nil {
			return ""
		}
		switch v.typ.kind {
		case Struct, Pointer:
			s := v.typ
			if s.kind == Pointer {
				s = s.elem
			}
			for i, f := range s.fields {
				if f.name == t.name {
					return fmt.Sprintf("%s.f%d", v.name, i)
				}
			}
		case Array, Slice:
			if v.typ.elem.name == t.name {
				index := fmt.Sprintf("%s & 3", g.nonconstant(intType, depth-1))
				if g.chance(3) && v.typ.kind == Array {
					index = strconv.Itoa(g.n(v.typ.length))
				}
				return fmt.Sprintf("%s[%s]", v.name, index)
			}
		case Map:
			if v.typ.elem.name == t.name {
				return fmt.Sprintf("%s[%s]", v.name, g.expr(v.typ.key, depth-1))
			}
		case Any:
			if t.comparable() && g.chance(4) {
				return fmt.Sprintf("%s.(%s)", v.name, t.name)
			}
		}
	}
	return ""
}

// call is a call that gives a t: of a function written earlier, a function
// value, a generic helper or a method through the interface.
func (g *generator) call(t *Type, depth int) string {
	if g.pure {
		return ""
	}
	if t.name == "int" && g.chance(3) {
		if v := g.ofKind(Iface); v != nil {
			return fmt.Sprintf("%s.Measure(%s)", v.name, g.expr(intType, depth-1))
		}
		if t.ordered() {
			return fmt.Sprintf("fold(%s, %s, func(a, b int) int { return a*31 + b })", g.expr(&Type{kind: Slice, name: "[]int", elem: intType}, depth-1), g.expr(t, depth-1))
		}
	}
	if v := g.ofKind(Func); v != nil && v.typ.elem.name == t.name {
		return fmt.Sprintf("%s(%s)", v.name, g.expr(t, depth-1))
	}
	for _, i := range g.rand.Perm(len(g.functions)) {
		f := g.functions[i]
		if f.results[0].name == t.name && len(f.results) == 1 {
			return f.name + "(" + g.arguments(f, depth-1) + ")"
		}
	}
	return ""
}

// arguments gives a call's arguments.
func (g *generator) arguments(f *function, depth int) string {
	var args []string
	for _, p := range f.params {
		args = append(args, g.expr(p, depth))
	}
	return strings.Join(args, ", ")
}

// literalFunction is a function literal from t to t without effects.
func (g *generator) literalFunction(t *Type) string {
	pure, vars := g.pure, g.vars
	g.pure = true
	param := g.bind("p", t)
	s := fmt.Sprintf("func(%s %s) %s { return %s }", param, t.name, t.name, g.expr(t, 2))
	g.pure, g.vars = pure, vars
	return s
}
