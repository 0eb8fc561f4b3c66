// Methods that are reached without naming their type: through interfaces in every form, and in a
// second program (methods_reflect.go) by reflect. What nothing calls may go, but not from type assertions.
package main

import "fmt"

type T struct{ n int }

func (t T) Called() int     { return t.n }
func (t T) Value() int      { return t.n + 1 }
func (t T) Expr() int       { return t.n + 2 }
func (t *T) Deferred()      { t.n += 10 }
func (t *T) Started()       { t.n += 100 }
func (t T) Promoted() int   { return t.n + 3 }
func (t T) Generic() int    { return t.n + 4 }
func (t T) NeverCalled()    { panic("never") }
func (t T) neverAsked() int { return 5 }
func (t T) String() string  { return fmt.Sprint("T", t.n) }

type caller interface{ Called() int }
type valuer interface{ Value() int }
type exprer interface{ Expr() int }
type deferrer interface{ Deferred() }
type starter interface{ Started() }
type promoter interface{ Promoted() int }
type never interface{ NeverCalled() }
type hidden interface{ neverAsked() int }

type outer struct{ promoter }

type generic interface{ Generic() int }

func call[G generic](g G) int { return g.Generic() }
func boxed[G generic](g G) int {
	var i generic = g
	return i.Generic()
}

//go:noinline
func hide(x any) any { return x }

func run(x any) {
	defer x.(deferrer).Deferred()
	done := make(chan bool)
	go func() {
		defer close(done)
		defer x.(starter).Started()
	}()
	<-done
}

func main() {
	t := T{1}
	fmt.Println(hide(t).(caller).Called())
	f := hide(t).(valuer).Value
	fmt.Println(f())
	fmt.Println(exprer.Expr(hide(t).(exprer)))
	run(&t)
	fmt.Println(t)
	fmt.Println(hide(outer{hide(t).(promoter)}).(promoter).Promoted())
	fmt.Println(call(t), boxed(t))
	_, ok := hide(t).(never)
	_, ok2 := hide(t).(hidden)
	_, ok3 := hide(outer{}).(never)
	fmt.Println(ok, ok2, ok3)
	var e error = fmt.Errorf("wrapped: %w", error(errT{t}))
	fmt.Println(e)
}

type errT struct{ T }

func (e errT) Error() string { return "error " + e.T.String() }
