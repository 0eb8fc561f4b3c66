package p

func number(n int) string {
	switch n {
	case 1, 2:
		fallthrough
	case 3:
		return "small"
	}
	return "other"
}

func kind(v any) int {
	switch x := v.(type) {
	case nil:
		return 0
	case int:
		return x
	case error, string:
		return 1
	case interface{ M() int }:
		return x.M()
	}
	return -1
}

const debug = false

func number2() int {
	switch debug {
	case true:
		return len(number(1))
	}
	if debug {
		return 3
	}
	return 2
}
