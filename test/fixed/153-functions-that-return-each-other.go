package main

import "fmt"

type state func(n *int) state

func even(name string) state {
	return func(n *int) state {
		if *n == 0 {
			fmt.Println(name, "even")
			return nil
		}
		*n--
		return odd(name)(n)
	}
}

func odd(name string) state {
	return func(n *int) state {
		switch {
		case *n == 0:
			fmt.Println(name, "odd")
			return nil
		case *n > 0:
			*n--
			return even(name)(n)
		}
		return odd(name)(n)
	}
}

func main() {
	for i := range 4 {
		n := i
		even(fmt.Sprint(i))(&n)
	}
}
