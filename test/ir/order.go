package p

// Tuple assignments evaluate operands first and store from left to right; the index of the second
// store is the old i.
func tuple(a []int, i int) int {
	i, a[i] = 1, 9
	return i
}

func two() (*int, int)

func deref(p *int) {
	p, *p = two()
}

// The map's value comes before its slot is made.
func count(m map[string]int, f func() int) {
	m["k"] = f()
	m["k"] += 2
	m["k"] /= f()
}

func swap(s []string) {
	s[0], s[1] = s[1], s[0]
}
