package p

func grow(s []int, n int) []int { return append(s, make([]int, n)...) }

func used(s []int, n int) []int { // the slice is wanted itself
	t := make([]int, n)
	t[0] = 1
	return append(s, t...)
}
