package p

type pair struct {
	name string
	n    int
}

type empty struct{}

func arith(a, b int64, c uint8, d float64) (int64, uint8, int64) {
	return a/b + a<<uint(c), c*3 + 1, int64(d)
}

func strs(s string, b []byte) (string, bool, int) {
	s += "x" + string(b)
	return s, s == "hello" || s < "a", len(s)
}

func store(p *pair, m map[string]*pair, e empty) {
	p.name = "set"
	m[p.name] = p
	*p = pair{"a", 1}
	_ = e
}

func slices(s []pair, i int) []pair {
	s = append(s, pair{"b", i})
	copy(s[1:], s[:i])
	return s[i:len(s):cap(s)]
}

type speaker interface{ speak() string }

func (p *pair) speak() string { return p.name }

func ifaces(x any, p *pair) (string, bool) {
	var sp speaker = p
	if q, ok := x.(speaker); ok {
		sp = q
	}
	n, ok := x.(int)
	return sp.speak(), ok && n == 3
}

func deferred(f func()) (err any) {
	defer func() { err = recover() }()
	f()
	return nil
}

func control(n int) (r int) {
outer:
	for i := 0; ; i++ {
		switch {
		case i > n:
			break outer
		case i == 3:
			continue
		}
		r += i
	}
	return r
}
