package p

func concat(a, b, c string) string { return a + (b + "-") + c }

func lookup(m map[string]int, b []byte) (int, bool) {
	return m[string(b)], string(b) == "key"
}

func keyword(s string) int {
	switch s {
	case "if", "do":
		return 1
	case "for", "var":
		return 2
	case "else", "func", "type", "case":
		return 3
	}
	return 0
}
