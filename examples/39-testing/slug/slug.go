// Package slug makes names for addresses from titles.
package slug

import "strings"

// Make keeps ASCII letters, in lower case, and digits; every run of other text becomes one dash, none at the ends.
func Make(title string) string {
	var b strings.Builder
	dash := false
	for _, r := range title {
		c := lower(r)
		if c == 0 {
			dash = b.Len() > 0
			continue
		}
		if dash {
			b.WriteByte('-')
			dash = false
		}
		b.WriteByte(c)
	}
	return b.String()
}

// lower gives the byte that stands for r, or 0.
func lower(r rune) byte {
	switch {
	case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
		return byte(r)
	case 'A' <= r && r <= 'Z':
		return byte(r) + 'a' - 'A'
	}
	return 0
}
