package p

func find(seq func(func(int) bool), want int) (at int) {
	for x := range seq {
		if x < 0 {
			continue
		}
		if x == want {
			return at
		}
		at++
		if at > 9 {
			break
		}
	}
	return -1
}
