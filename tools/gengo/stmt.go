package main

import (
	"fmt"
	"strings"
)

// block writes between one and n statements, then forgets their variables.
func (g *generator) block(n, depth int) {
	vars := g.vars
	for range 1 + g.n(n) {
		g.statement(depth)
	}
	g.vars = vars[:len(vars):len(vars)]
}

// statement writes one statement, nested at most depth deep.
func (g *generator) statement(depth int) {
	simple := []func(){g.declaration, g.declaration, g.assignment, g.assignment, g.update, g.show, g.tuple, g.deletion}
	nested := []func(int){g.ifelse, g.loop, g.rangeOver, g.switchValue, g.typeSwitch, g.guarded, g.deferred, g.closure, g.workers, g.channel, g.rangeFunc, g.labelled}
	if depth > 0 && g.chance(2) {
		pick(g, nested)(depth - 1)
	} else {
		pick(g, simple)()
	}
}

// declare adds a variable of this function and returns its name.
func (g *generator) declare(t *Type) string {
	name := g.bind("v", t)
	g.vars[len(g.vars)-1].settable = true
	return name
}

// bind adds a variable that the program may read but not set.
func (g *generator) bind(prefix string, t *Type) string {
	g.serial++
	name := fmt.Sprint(prefix, g.serial)
	g.vars = append(g.vars[:len(g.vars):len(g.vars)], &variable{name: name, typ: t})
	return name
}

func (g *generator) declaration() {
	t := g.anyOf(2)
	value := g.expr(t, 3)
	name := g.declare(t)
	if g.chance(5) {
		g.line("var %s %s", name, t.name)
	} else {
		g.line("var %s %s = %s", name, t.name, value)
	}
	g.line("_ = %s", name)
}

// assignment sets a variable, a field or an element.
func (g *generator) assignment() {
	v := g.anyVariable()
	if v == nil {
		g.declaration()
		return
	}
	t := v.typ
	switch {
	case t.kind == Struct && len(t.fields) > 0, t.kind == Pointer && len(t.elem.fields) > 0:
		fields := t.fields
		if t.kind == Pointer {
			fields = t.elem.fields
		}
		i := g.n(len(fields))
		g.line("%s.f%d = %s", v.name, i, g.expr(fields[i], 2))
	case t.kind == Slice || t.kind == Array:
		g.line("%s[%s & 3] = %s", v.name, g.nonconstant(intType, 0), g.expr(t.elem, 2))
	case t.kind == Map:
		g.line("%s[%s] = %s", v.name, g.expr(t.key, 1), g.expr(t.elem, 2))
	case v.settable:
		g.line("%s = %s", v.name, g.expr(t, 3))
	}
}

// update is x op= y or x++.
func (g *generator) update() {
	v := g.ofKind(Int, Uint, Float, String)
	if v == nil || !v.settable {
		g.declaration()
		return
	}
	switch {
	case v.typ.kind == String:
		g.line("if len(%s) < 200 { %s += %s }", v.name, v.name, g.expr(v.typ, 2))
	case g.chance(3):
		g.line("%s%s", v.name, pick(g, []string{"++", "--"}))
	default:
		ops := []string{"+=", "-=", "*="}
		if v.typ.integer() {
			ops = append(ops, "&=", "|=", "^=", "&^=")
		}
		g.line("%s %s %s", v.name, pick(g, ops), g.expr(v.typ, 2))
	}
}

// show prints some variables.
func (g *generator) show() {
	var names []string
	for range 3 {
		if v := g.anyVariable(); v != nil && v.typ.printable() {
			names = append(names, v.name)
		} else if v != nil && v.typ.kind == Pointer && v.typ.elem.printable() {
			names = append(names, "*"+v.name)
		} else if v != nil && v.typ.kind == Any {
			names = append(names, v.name)
		}
	}
	g.serial++
	g.line("trace.P(%s)", strings.Join(append([]string{fmt.Sprint(g.serial)}, names...), ", "))
}

// tuple swaps two variables, or takes the results of a call, the comma-ok form
// of an index or an assertion.
func (g *generator) tuple() {
	if v := g.ofKind(Map); v != nil && g.chance(2) {
		key := g.expr(v.typ.key, 1)
		value, ok := g.declare(v.typ.elem), g.declare(boolType)
		g.line("%s, %s := %s[%s]", value, ok, v.name, key)
		g.line("_, _ = %s, %s", value, ok)
		return
	}
	if v := g.ofKind(Any); v != nil && g.chance(2) {
		t := g.basicType()
		value, ok := g.declare(t), g.declare(boolType)
		g.line("%s, %s := %s.(%s)", value, ok, v.name, t.name)
		g.line("_, _ = %s, %s", value, ok)
		return
	}
	for _, f := range g.functions {
		if len(f.results) == 2 && !g.pure {
			args := g.arguments(f, 2)
			a, b := g.declare(f.results[0]), g.declare(f.results[1])
			g.line("%s, %s := %s(%s)", a, b, f.name, args)
			g.line("_, _ = %s, %s", a, b)
			return
		}
	}
	a := g.anyVariable()
	if a == nil || !a.settable {
		return
	}
	if b := g.variable(a.typ); b != "" && g.settable(b) {
		g.line("%s, %s = %s, %s", a.name, b, b, a.name)
	}
}

func (g *generator) deletion() {
	if v := g.ofKind(Map); v != nil {
		g.line("delete(%s, %s)", v.name, g.expr(v.typ.key, 1))
	} else if v := g.ofKind(Slice); v != nil {
		g.line("clear(%s)", v.name)
	}
}

func (g *generator) ifelse(depth int) {
	g.line("if %s {", g.expr(boolType, 2))
	g.block(3, depth)
	if g.chance(2) {
		g.line("} else {")
		g.block(3, depth)
	}
	g.line("}")
}

// loop is a three-clause loop; its variable can't be set inside.
func (g *generator) loop(depth int) {
	t := g.integerType()
	vars := g.vars
	name := g.bind("i", t)
	g.line("for %s := %s(0); %s < %d && trace.Spend(); %s++ {", name, t.name, name, 1+g.n(9), name)
	g.loops++
	g.block(4, depth)
	if g.chance(4) {
		g.line("if %s { %s }", g.expr(boolType, 1), pick(g, []string{"break", "continue"}))
	}
	g.loops--
	g.vars = vars
	g.line("}")
}

// rangeOver ranges over an integer, a slice, an array or a string.
func (g *generator) rangeOver(depth int) {
	var value *Type
	over := fmt.Sprint(1 + g.n(6))
	if v := g.ofKind(Slice, Array, String); v != nil {
		over, value = v.name, v.typ.elem
		if v.typ.kind == String {
			value = basics[5]
		}
	}
	vars := g.vars
	k := g.bind("k", intType)
	if value == nil {
		g.line("for %s := range %s {", k, over)
	} else {
		e := g.bind("e", value)
		g.line("for %s, %s := range %s {", k, e, over)
		g.line("_ = %s", e)
	}
	g.line("if !trace.Spend() { break }")
	g.line("_ = %s", k)
	g.block(3, depth)
	g.vars = vars
	g.line("}")
}

// rangeFunc ranges over an iterator, leaving it early now and then.
func (g *generator) rangeFunc(depth int) {
	vars := g.vars
	k := g.bind("y", intType)
	g.line("for %s := range count(%d) {", k, 1+g.n(6))
	g.line("_ = %s", k)
	g.line("if !trace.Spend() { break }")
	g.block(3, depth)
	if g.chance(2) {
		g.line("if %s { %s }", g.expr(boolType, 1), pick(g, []string{"break", "continue"}))
	}
	g.vars = vars
	g.line("}")
}

// labelled nests two loops and leaves or continues the outer one.
func (g *generator) labelled(depth int) {
	g.serial++
	label := fmt.Sprint("L", g.serial)
	g.line("%s:", label)
	vars := g.vars
	outer, inner := g.bind("o", intType), g.bind("n", intType)
	g.line("for %s := range %d {", outer, 1+g.n(5))
	g.line("for %s := range count(%d) {", inner, 1+g.n(5))
	g.line("_, _ = %s, %s", outer, inner)
	g.line("if !trace.Spend() { break %s }", label)
	g.block(2, depth)
	g.line("if %s { %s %s }", g.expr(boolType, 2), pick(g, []string{"break", "continue"}), label)
	g.vars = vars
	g.line("}")
	g.line("}")
}

func (g *generator) switchValue(depth int) {
	t := g.keyType()
	g.line("switch %s {", g.nonconstant(t, 2))
	cases := g.distinctConstants(t, 1+g.n(5))
	for i, c := range cases {
		g.line("case %s:", c)
		g.block(2, depth)
		if i+1 < len(cases) && g.chance(4) {
			g.line("fallthrough")
		}
	}
	if g.chance(2) {
		g.line("default:")
		g.block(2, depth)
	}
	g.line("}")
}

func (g *generator) typeSwitch(depth int) {
	v := g.ofKind(Any, Iface)
	if v == nil {
		g.ifelse(depth)
		return
	}
	types := g.named
	if v.typ.kind == Any {
		types = basics
	}
	vars := g.vars
	name := g.bind("t", anyType)
	g.line("switch %s := %s.(type) {", name, v.name)
	for _, i := range g.rand.Perm(len(types))[:min(len(types), 3)] {
		g.line("case %s:", types[i].name)
		g.line("trace.P(%q, %s)", name, name)
		g.vars[len(vars)].typ = types[i]
		g.block(2, depth)
	}
	g.vars = vars
	g.line("case nil:")
	g.line("default:")
	g.line("_ = %s", name)
	g.line("}")
}

// guarded is a function literal run at once, whose panics stop there.
func (g *generator) guarded(depth int) {
	g.serial++
	g.line("func() {")
	g.line("defer trace.Recovered(%q)", fmt.Sprint("g", g.serial))
	g.block(4, depth)
	if g.chance(5) {
		g.line("panic(%s)", g.expr(g.basicType(), 2))
	}
	g.line("}()")
}

// deferred leaves a print for the function's end.
func (g *generator) deferred(int) {
	if g.loops > 0 {
		g.show()
		return
	}
	g.serial++
	t := g.basicType()
	if g.chance(2) {
		g.line("defer trace.P(%q, %s)", fmt.Sprint("d", g.serial), g.expr(t, 2))
		return
	}
	g.line("defer func() {")
	g.line("trace.P(%q)", fmt.Sprint("d", g.serial))
	g.block(2, 0)
	g.line("}()")
}

// closure makes a function that changes what it captures and calls it twice, as
// statements of their own.
func (g *generator) closure(depth int) {
	g.serial++
	name := fmt.Sprint("c", g.serial)
	t := g.basicType()
	vars := g.vars
	g.line("%s := func(%s %s) {", name, g.bind("p", t), t.name)
	g.block(3, depth)
	g.vars = vars
	g.line("}")
	g.line("%s(%s)", name, g.literal(t, 0))
	g.line("%s(%s)", name, g.expr(t, 2))
}

// workers computes an array's elements in goroutines that meet again.
func (g *generator) workers(int) {
	t := g.basicType()
	n := 1 + g.n(4)
	array := &Type{kind: Array, name: fmt.Sprintf("[%d]%s", n, t.name), elem: t, length: n}
	pure := g.pure
	g.pure = true
	body := g.expr(t, 3)
	g.pure = pure
	name := g.declare(array)
	g.line("var %s %s", name, array.name)
	g.line("{")
	g.line("var wg sync.WaitGroup")
	g.line("var failed atomic.Int32")
	g.line("for w := range %s {", name)
	g.line("wg.Go(func() {")
	g.line("defer func() { if recover() != nil { failed.Add(1) } }()")
	g.line("%s[w] = %s", name, body)
	g.line("})")
	g.line("}")
	g.line("wg.Wait()")
	g.line("trace.P(failed.Load(), %s)", name)
	g.line("}")
}

// channel sends some values through a channel and adds what comes out.
func (g *generator) channel(int) {
	t := g.basicType()
	g.serial++
	ch := fmt.Sprint("ch", g.serial)
	n := 1 + g.n(4)
	g.line("%s := make(chan %s, %d)", ch, t.name, g.n(3))
	var values []string
	for range n {
		values = append(values, g.literal(t, 0))
	}
	g.line("go func() { defer close(%s); for _, x := range []%s{%s} { %s <- x } }()", ch, t.name, strings.Join(values, ", "), ch)
	g.line("for x := range %s { trace.P(%q, x) }", ch, ch)
	g.line("select { case x, ok := <-%s: trace.P(x, ok); case <-(chan int)(nil): trace.P(\"nil\") }", ch)
}
