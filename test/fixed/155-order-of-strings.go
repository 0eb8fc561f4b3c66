// The order of strings of all small lengths that differ at any place or nowhere, against a loop over their bytes.
package main

import (
	"bytes"
	"fmt"
	"strings"
)

func slow(a, b string) int {
	for i := 0; i < len(a) && i < len(b); i++ {
		if a[i] != b[i] {
			if a[i] < b[i] {
				return -1
			}
			return 1
		}
	}
	return min(1, max(-1, len(a)-len(b)))
}

func check(a, b string) {
	want := slow(a, b)
	if got := strings.Compare(a, b); got != want {
		fmt.Printf("Compare(%q, %q) = %d\n", a, b, got)
	}
	if got := bytes.Compare([]byte(a), []byte(b)); got != want {
		fmt.Printf("bytes.Compare(%q, %q) = %d\n", a, b, got)
	}
	if (a < b) != (want < 0) || (a > b) != (want > 0) || (a <= b) != (want <= 0) || (a >= b) != (want >= 0) {
		fmt.Printf("operators: %q, %q\n", a, b)
	}
}

func main() {
	const text = "abcdefghijklmnopqrstuvwxyz0123456789"
	for n := 0; n <= len(text); n++ {
		for m := max(0, n-3); m <= min(len(text), n+3); m++ {
			a := text[:n]
			check(a, text[:m])
			for at := range m {
				for _, c := range []byte{0, 1, text[at] - 1, text[at] + 1, 0x7f, 0x80, 0xff} {
					b := []byte(text[:m])
					b[at] = c
					check(a, string(b))
					b[m-1] ^= 0x80
					check(a, string(b))
				}
			}
		}
	}
	fmt.Println("done")
}
