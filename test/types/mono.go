// Instantiation without end is refused.
package p

func grow[T any](n int) { /* ERROR "instantiation cycle:" */
	if n > 0 {
		grow[*T](n - 1)
	}
}

func same[T any](n int) {
	if n > 0 {
		same[T](n - 1)
	}
}
