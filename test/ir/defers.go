package p

func slots(f func(), m map[string]int) (err error) {
	defer f()
	defer delete(m, "x")
	defer func() { recover() }()
	return
}

func listed(n int) {
	for i := range n {
		defer print(i)
	}
}

type L struct{}

func (*L) Unlock()

func method(l *L) {
	defer l.Unlock()
	go l.Unlock()
}
