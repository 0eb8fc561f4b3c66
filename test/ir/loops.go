package p

func sum(xs []int) (t int) {
	for i, x := range xs {
		t += i * x
	}
	return
}

func runes(s string) int {
	n := 0
	for range []byte(s) {
		n++
	}
	for i, r := range s {
		if r == 'x' {
			return i
		}
	}
	return n
}

func nested(n int) {
outer:
	for i := range n {
		for {
			if i > 2 {
				break outer
			}
			continue outer
		}
	}
}

func reset(m map[string]int, ps []*int) {
	for k := range m {
		delete(m, k)
	}
	for i := range ps {
		ps[i] = nil
	}
}
