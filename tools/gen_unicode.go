// Command gen_unicode prints src/base/unicode_tables.h: the ranges of the Unicode classes that
// the compiler asks for, taken from the unicode package of the Go tree it runs with.
//
//	go run tools/gen_unicode.go >src/base/unicode_tables.h
package main

import (
	"fmt"
	"strconv"
	"unicode"
)

func table(name string, in func(rune) bool) {
	fmt.Printf("\nstatic const RuneRange %s[] = {", name)
	n := 0
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		if !in(r) {
			continue
		}
		lo := r
		for r < unicode.MaxRune && in(r+1) {
			r++
		}
		if n%6 == 0 {
			fmt.Printf("\n   ")
		}
		fmt.Printf(" {0x%04X, 0x%04X},", lo, r)
		n++
	}
	fmt.Printf("\n};\n")
}

func main() {
	fmt.Printf("// Ranges of Unicode %s above ASCII. Made by tools/gen_unicode.go; not edited by hand.\n", unicode.Version)
	table("letter_ranges", unicode.IsLetter)
	table("digit_ranges", unicode.IsDigit)
	table("upper_ranges", unicode.IsUpper)
	table("print_ranges", strconv.IsPrint)
}
