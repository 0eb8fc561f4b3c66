package p

type I interface{ M() }
type J interface{ M() }
type T struct{ a, b int }

func (T) M() {}

func compare(i I, j J, t T) (bool, bool, bool) {
	return i == t, i == j, i != nil
}

func convert(t T, i I) (any, J, T, bool) {
	v, ok := i.(T)
	return t, i, v, ok
}

func call(i I) { i.M() }

type E struct {
	*T
	I
	x int
}
type F struct{ E }

func promoted(f *F) int { return f.a + f.x }
