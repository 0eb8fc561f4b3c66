// Interfaces: type sets, unions, embedding, and why a type does not implement one.
package p

type R interface{ Read() int }
type RW interface {
	R
	Write(string)
}
type twice interface {
	R
	Read() int
}
type clash interface {
	R
	interface{ Read() string } /* ERROR "duplicate method Read" */
}
type _ interface{ _() }           /* ERROR "methods must have a unique non-blank name" */
type over interface{ int | ~int } /* ERROR "overlapping terms ~int and int" */
type My int
type _ interface{ ~My }              /* ERROR "invalid use of ~ \(underlying type of My is int\)" */
type _ interface{ ~R }               /* ERROR "invalid use of ~ \(R is an interface\)" */
type _ interface{ int | R }          /* ERROR "cannot use .*R in union \(.*R contains methods\)" */
type _ interface{ int | comparable } /* ERROR "cannot use comparable in union" */

func _[T any, _ interface{ T | int }]() {} /* ERROR "term cannot be a type parameter" */

type A struct{}

func (A) Read() int { return 0 }

type B struct{}

func (*B) Read() int { return 0 }

type C struct{}

func (C) read() int { return 0 }

type D struct{}

func (D) Read() string { return "" }

type E struct{ Read int }
type F struct {
	A
	G
}
type G struct{ A }
type H struct {
	A
	*I
}
type I struct{}

func (I) Read() int { return 0 }

var (
	_ R  = A{}
	_ R  = &A{}
	_ R  = B{} /* ERROR "cannot use B\{\} \(value of struct type B\) as R value in variable declaration: B does not implement R \(method Read has pointer receiver\)" */
	_ R  = &B{}
	_ R  = C{}    /* ERROR "cannot use C\{\} \(value of struct type C\) as R value in variable declaration: C does not implement R \(missing method Read\)" */
	_ R  = D{}    /* ERROR "cannot use D\{\} \(value of struct type D\) as R value in variable declaration: D does not implement R \(wrong type for method Read\)" */
	_ R  = E{}    /* ERROR "cannot use E\{\} \(value of struct type E\) as R value in variable declaration: E does not implement R \(E\.Read is a field, not a method\)" */
	_ R  = F{}    // the shallower Read wins
	_ R  = H{}    /* ERROR "cannot use H\{\} \(value of struct type H\) as R value in variable declaration: H does not implement R \(ambiguous selector H\.Read\)" */
	_ RW = A{}    /* ERROR "cannot use A\{\} \(value of struct type A\) as RW value in variable declaration: A does not implement RW \(missing method Write\)" */
	_ R  = new(R) /* ERROR "cannot use new\(R\) \(value of type \*R\) as R value in variable declaration: \*R does not implement R \(type \*R is pointer to interface, not interface\)" */
)
