package p

type Num interface{ ~int | ~float64 }

func Sum[T Num](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return s + 1
}

type List[T any] struct{ head *node[T] }
type node[T any] struct {
	v    T
	next *node[T]
}

func (l *List[T]) Push(v T) { l.head = &node[T]{v, l.head} }

func use() (int, float64) {
	var l List[string]
	l.Push("x")
	return Sum(1, 2), Sum(1.5)
}
