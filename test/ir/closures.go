package p

// n is never assigned again: taken by value. sum is: by reference.
func adder(n int) func(int) int {
	sum := 0
	return func(x int) int {
		sum += x * n
		return sum
	}
}

func each() (fs []func() int) {
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i++; return i })
	}
	return
}

type T struct{ n int }

func (t *T) add(k int) { t.n += k }
func (t T) get() int   { return t.n }

func bound(t T) (func(int), func() int, func(T) int) {
	return t.add, t.get, T.get
}
