package p

func counted(s []int) (sum int) { // none left
	for i := 0; i < len(s); i++ {
		sum += s[i]
	}
	return sum
}

func ranged(s, t []int) (sum int) { // t's stays
	for i := range s {
		sum += s[i] + t[i]
	}
	return sum
}

func prefix(s []int, n int) (sum int) { // only the slice expression's
	s = s[:n]
	for i := 0; i < n; i++ {
		sum += s[i]
	}
	return sum
}

func masked(t *[64]int, i int) int { // t's nil check
	return t[i&63]
}

func twice(s []int, i int) int { // one
	return s[i] + s[i]
}

func down(s []int) (sum int) { // the lower bound is tested, the upper follows from the start
	for i := len(s) - 1; i >= 0; i-- {
		sum += s[i]
	}
	return sum
}

func guarded(s []int, i int) int { // none
	if i >= 0 && i < len(s) {
		return s[i]
	}
	return -1
}

func wraps(s []int, i int) (sum int) { // the index may be negative: stays
	for ; i < len(s); i++ {
		sum += s[i]
	}
	return sum
}

type node struct {
	next *node
	v    int
}

func list(n *node) (sum int) { // none
	for n != nil {
		sum += n.v
		n = n.next
	}
	return sum
}
