// Errors of the scanner: literals, escapes, characters.
package p

const (
	_ = 0b12          // ERROR "invalid digit '2' in binary literal"
	_ = 08            // ERROR "invalid digit '8' in octal literal"
	_ = 1__0          // ERROR "'_' must separate successive digits"
	_ = 0x            // ERROR "hexadecimal literal has no digits"
	_ = 1e            // ERROR "exponent has no digits"
	_ = 0x1.0         // ERROR "hexadecimal mantissa requires a 'p' exponent"
	_ = 1p3           // ERROR "'p' exponent requires hexadecimal mantissa"
	_ = 0b1.0         // ERROR "invalid radix point in binary literal"
	_ = 0b1e3         // ERROR "'e' exponent requires decimal mantissa"
	_ = 0x_1 + 0o7_7i // fine
	_ = 1_            // ERROR "'_' must separate successive digits"
)

const (
	_ = /* ERROR "more than one character in rune literal" */ 'ab'
	_ = ''           // ERROR "empty rune literal or unescaped '"
	_ = "\q"         // ERROR "unknown escape"
	_ = "\xg"        // ERROR "invalid character 'g' in hexadecimal escape"
	_ = "\400"       // ERROR "octal escape value 256 > 255"
	_ = "\ud800"     // ERROR "escape is invalid Unicode code point U.D800"
	_ = '\U00110000' // ERROR "escape is invalid Unicode code point U.110000"
)



var _ = /* ERROR "invalid character U.0040 '@'" */ @1
var x· = 1 // ERROR "invalid character U.00B7 '·' in identifier"
