// A long map literal with dynamic entries among the constant ones.
package main

import "unicode"

var calls int

func dyn(i int) int { calls++; return i * 10 }

var m = map[int]int{0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9, 10: 10, 11: 11, 12: 12, 13: dyn(13), 14: 14, 15: 15, 16: 16, 17: 17, 18: 18, 19: 19, 20: 20, 21: 21, 22: 22, 23: 23, 24: 24, 25: 25, 26: dyn(26)}

func main() {
	s := 0
	for k, v := range m {
		s += k*1000 + v
	}
	println(s, len(m), calls, m[13], m[26], m[25])
	println(unicode.IsUpper('Ä'), unicode.Is(unicode.Scripts["Greek"], 'λ'), unicode.In('x', unicode.Categories["Ll"]))
	arr := [4]int{1, 2, 3, 4}
	t := 0
	for i, v := range arr {
		t += i * v
	}
	println(t)
}
