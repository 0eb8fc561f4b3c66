// Shifts, constant and not; an untyped left operand takes its type from the context.
package p

func _(i int, u uint, f float64, s string) {
	var a int = 1 << u
	var b float64 = 1 << u /* ERROR "invalid operation: shifted operand 1 \(type float64\) must be integer" */
	var c = 1.0 << u /* ERROR "invalid operation: shifted operand 1\.0 \(type float64\) must be integer" */
	var d = float64(1 << u) /* ERROR "invalid operation: shifted operand 1 \(type float64\) must be integer" */
	var e = "a"[1<<u]
	var g interface{} = 1 << u
	var h int8 = 1000 << u /* ERROR "1000 \(untyped int constant\) overflows int8" */
	_ = f << 1 /* ERROR "invalid operation: shifted operand f \(variable of type float64\) must be integer" */
	_ = s << 1 /* ERROR "invalid operation: shifted operand s \(variable of type string\) must be integer" */
	_ = 1.5 << 2 /* ERROR "invalid operation: shifted operand 1\.5 \(untyped float constant\) must be integer" */
	_ = 2.0 << 2
	_ = 1 << f /* ERROR "invalid operation: shift count f \(variable of type float64\) must be integer" */
	_ = 1 << 1.5 /* ERROR "1\.5 \(untyped float constant\) truncated to uint" */
	_ = 1 << -1 /* ERROR "invalid operation: negative shift count -1 \(untyped int constant\)" */
	_ = 1 << i
	_ = i << "a" /* ERROR "cannot convert \"a\" \(untyped string constant\) to type uint" */
	_ = 1 << 2000 /* ERROR "invalid operation: invalid shift count 2000 \(untyped int constant\)" */
	_ = uint8(1) << 8 /* ERROR "uint8\(1\) << 8 \(constant 256 of type uint8\) overflows uint8" */
	_ = i << 100
	_ = 1<<u == 2
	_ = 1<<u == 2.5 /* ERROR "invalid operation: shifted operand 1 \(type float64\) must be integer" */
	_ = 1<<u + 1.0 /* ERROR "invalid operation: shifted operand 1 \(type float64\) must be integer" */
	_ = make([]int, 1.0<<u)
	i <<= 1.0
	i <<= f /* ERROR "invalid operation: shift count f \(variable of type float64\) must be integer" */
	f <<= 1 /* ERROR "invalid operation: shifted operand f \(variable of type float64\) must be integer" */
	_, _, _, _, _, _, _ = a, b, c, d, e, g, h
}
