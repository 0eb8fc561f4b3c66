// Struct types: fields, embedding, promotion and ambiguity.
package p

import "unsafe"

type A struct{ x, y int }
type B struct {
	A
	y string
}
type P *A
type S struct {
	a int
	a string /* ERROR "a redeclared" */
	_ int
	_ int
}
type E1 struct{ P }              /* ERROR "embedded field type cannot be a pointer" */
type E2 struct{ unsafe.Pointer } /* ERROR "embedded field type cannot be unsafe\.Pointer" */
type E3 struct{ *I }             /* ERROR "embedded field type cannot be a pointer to an interface" */
type I interface{ m() }
type E4[T any] struct{ T } /* ERROR "embedded field type cannot be a \(pointer to a\) type parameter" */
type E5 struct {
	A
	*A /* ERROR "A redeclared" */
}
type C struct {
	B
	D
}
type D struct{ y bool }

func (B) m() {}
func (B) y() {} /* ERROR "field and method with the same name y" */

func _(b *B, c C) {
	var _ int = b.x
	var _ string = b.y /* ERROR "cannot use b\.y \(value of type func\(\)\) as string value in variable declaration" */
	var _ int = b.A.y
	_ = c.y /* ERROR "ambiguous selector c\.y" */
	_ = c.x
	c.m()
	_ = c.z /* ERROR "c\.z undefined \(type C has no field or method z\)" */
	_ = c.X /* ERROR "c\.X undefined \(type C has no field or method X, but does have field x\)" */
}
