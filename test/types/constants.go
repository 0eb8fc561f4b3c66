// Constants: overflow, truncation, division, what is not constant.
package p

import "math"

const (
	a uint8   = 256 /* ERROR "cannot use 256 \(untyped int constant\) as uint8 value in constant declaration \(overflows\)" */
	b int8    = -129 /* ERROR "cannot use -129 \(untyped int constant\) as int8 value in constant declaration \(overflows\)" */
	d int     = 1.5 /* ERROR "cannot use 1\.5 \(untyped float constant\) as int value in constant declaration \(truncated\)" */
	e float32 = 1e39 /* ERROR "cannot use 1e39 \(untyped float constant 1e\+39\) as float32 value in constant declaration \(overflows\)" */
	f uint    = -1 /* ERROR "cannot use -1 \(untyped int constant\) as uint value in constant declaration \(overflows\)" */
	g         = 1 << 600 /* ERROR "constant shift overflow" */
	h int     = "x" /* ERROR "cannot use \"x\" \(untyped string constant\) as int value in constant declaration" */
	i         = len([]int{1}) /* ERROR "len\(\[\]int\{…\}\) \(value of type int\) is not constant" */
	j         = 10 / 0 /* ERROR "invalid operation: division by zero" */
	k         = 1.0 / 0.0 /* ERROR "invalid operation: division by zero" */
	l byte    = 'ā' /* ERROR "cannot use 'ā' \(untyped rune constant 257\) as byte value in constant declaration \(overflows\)" */
	m string  = 65 /* ERROR "cannot use 65 \(untyped int constant\) as string value in constant declaration" */
	n         = ^uint8(0)
	o         = uint8(255) + 1 /* ERROR "uint8\(255\) \+ 1 \(constant 256 of type uint8\) overflows uint8" */
	q         = -uint8(1) /* ERROR "-uint8\(1\) \(constant -1 of type uint8\) overflows uint8" */
	r         = math.MaxUint64
	s int64   = r /* ERROR "cannot use r \(untyped int constant 18446744073709551615\) as int64 value in constant declaration \(overflows\)" */
	t float64 = math.MaxFloat64 * 10 /* ERROR "cannot use math\.MaxFloat64 \* 10 \(untyped float constant 1\.79769e\+309\) as float64 value in constant declaration \(overflows\)" */
	u         = 5 % 2.5 /* ERROR "invalid operation: operator % not defined on 5 \(untyped float constant\)" */
	v         = 5.0 % 2 /* ERROR "invalid operation: operator % not defined on 5\.0 \(untyped float constant 5\)" */
	w complex64 = 1 + 2i
	x int     = 1 + 0i
	y int     = 1 + 1i /* ERROR "cannot use 1 \+ 1i \(untyped complex constant \(1 \+ 1i\)\) as int value in constant declaration \(truncated\)" */
	z         = "a" + 1 /* ERROR "invalid operation: \"a\" \+ 1 \(mismatched types untyped string and untyped int\)" */
)

var (
	_ = 1 << 63 /* ERROR "cannot use 1 << 63 \(untyped int constant 9223372036854775808\) as int value in variable declaration \(overflows\)" */
	_ = uint32(1 << 32) /* ERROR "constant 4294967296 overflows uint32" */
	_ = int8(200) /* ERROR "constant 200 overflows int8" */
	_ = string(65.0) /* ERROR "cannot convert 65\.0 \(untyped float constant 65\) to type string" */
	_ = [...]int{1 << 62: 1}[0]
	_ = "abc"[5] /* ERROR "invalid argument: index 5 out of bounds \[0:3\]" */
	_ = "abc"[-1] /* ERROR "invalid argument: index -1 \(constant of type int\) must not be negative" */
	_ = r + 0 /* ERROR "cannot use r \+ 0 \(untyped int constant 18446744073709551615\) as int value in variable declaration \(overflows\)" */
)

type T struct{}

const tt T = T{} /* ERROR "invalid constant type T" */
const ff = two() /* ERROR "two\(\) \(value of type int\) is not constant" */

func two() int { return 2 }
