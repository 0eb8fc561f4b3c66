// Row 34: a string is bytes; ranging decodes UTF-8; what is malformed reads as U+FFFD, one byte at a time.
package main

import (
	"fmt"
	"unicode/utf8"
)

func main() {
	s := "héllo, 世界 🙂"
	fmt.Println(len(s), utf8.RuneCountInString(s), len([]rune(s)))
	for i, r := range s {
		if r >= utf8.RuneSelf {
			fmt.Printf("%d:%c(%d bytes) ", i, r, utf8.RuneLen(r))
		}
	}
	fmt.Println()
	fmt.Println(s[1], string(s[1]), s[1:3], string([]rune(s)[7:9]))

	bad := "a\xffb\xe4\xb8c\xed\xa0\x80"
	for i, r := range bad {
		fmt.Printf("%d:%U ", i, r)
	}
	fmt.Println(utf8.ValidString(bad))
	fmt.Printf("%+q %x\n", []rune(bad), string([]rune(bad)))

	b := []byte(s)
	b[0] = 'H'
	fmt.Println(string(b[:6]), s[:6]) // strings never change
	fmt.Println(string(rune(0x4e16)), string(rune(-1)), string(rune(0x110000)) == "\uFFFD")

	reversed := []rune("日本語")
	for i, j := 0, len(reversed)-1; i < j; i, j = i+1, j-1 {
		reversed[i], reversed[j] = reversed[j], reversed[i]
	}
	fmt.Println(string(reversed))
}
