// Errors in statements, and that parsing goes on with the next.
package p

func _() {
	if /* ERROR "missing condition in if statement" */ {
	}
	if x /* ERROR "cannot use assignment x = 0 as value" */ = 0 {
	}
	if x /* ERROR "cannot use x := 0 as value" */ := 0 {
	}
	for i := 0; i < 10; i /* ERROR "cannot declare in post statement of for loop" */ := 1 {
	}
	for x = range y {
	}
	for range 10 {
	}
	for var /* ERROR "var declaration not allowed in for initializer" */ i = 0; i < 1; i++ {
	}
	a, b /* ERROR "unexpected newline, expected := or = or comma" */
	c := 1 /* ERROR "unexpected name d at end of statement" */ d
	go /* ERROR "expression in go must not be parenthesized" */ (f())
	if x == (T{}) {
	}
	switch x := y.(type) {
	case int, []string:
	default:
	}
	select {
	case v, ok := <-c:
	case c <- 1:
	}
	var _ = []int{1, 2 /* ERROR "unexpected newline in composite literal; possibly missing comma or }" */
	}
	_ = s[1: /* ERROR "middle index required in 3-index slice" */ :2]
	var ok = 1
L:
}

func _() {
	switch x {
	/* ERROR "unexpected name foo, expected case or default or }" */ foo:
	}
}

func _() {
	/* ERROR "unexpected keyword else, expected }" */ else
/* ERROR "unexpected } after top level declaration" */ }
