// Statements: conditions, sends, switches, selects, expressions that stand alone.
package p

func f() int { return 0 }

type E struct{}

func (E) Error() string { return "" }

func _(ch chan int, rc <-chan int, i int, s string, x interface{}, err error, sl []int, b bool) {
	if i { /* ERROR "non-boolean condition in if statement" */
	}
	for s { /* ERROR "non-boolean condition in for statement" */
	}
	for i := 0; i; { /* ERROR "non-boolean condition in for statement" */
	}
	i /* ERROR "i \(variable of type int\) is not used" */
	1 /* ERROR "1 \(untyped int constant\) is not used" */
	i + 1 /* ERROR "i \+ 1 \(value of type int\) is not used" */
	"a" /* ERROR "\"a\" \(untyped string constant\) is not used" */
	f /* ERROR "f \(value of type func\(\) int\) is not used" */
	f()
	<-ch
	(<-ch)
	func() {} /* ERROR "func\(\) \{\} \(value of type func\(\)\) is not used" */
	-i /* ERROR "-i \(value of type int\) is not used" */
	ch <- "a" /* ERROR "cannot use \"a\" \(untyped string constant\) as int value in send" */
	ch <- 1
	rc <- 1 /* ERROR "invalid operation: cannot send to receive-only channel <-chan int rc \(variable of type <-chan int\)" */
	i <- 1 /* ERROR "invalid operation: cannot send to non-channel int i \(variable of type int\)" */
	s.x /* ERROR "s\.x undefined \(type string has no field or method x\)" */
	switch i {
	case 1, 2, 1: /* ERROR "duplicate case 1 \(constant of type int\) in expression switch" */
	case "a": /* ERROR "cannot convert \"a\" \(untyped string constant\) to type int" */
	case 1.5: /* ERROR "1\.5 \(untyped float constant\) truncated to int" */
	case i:
	default:
	default: /* ERROR "multiple defaults \(first at .*:37:2\)" */
	}
	switch {
	case i: /* ERROR "invalid case i in switch on true \(mismatched types int and bool\)" */
	case b, i == 1:
	}
	switch s {
	case "a":
	case "a": /* ERROR "duplicate case \"a\" \(constant of type string\) in expression switch" */
	}
	switch sl {
	case nil:
	}
	switch f {
	case nil:
	}
	switch nil { /* ERROR "use of untyped nil in switch expression" */
	}
	switch x {
	case 1, "a", 1, 1.0, uint(1): /* ERROR "duplicate case 1 \(constant of type int\) in expression switch" */
	case sl: /* ERROR "invalid case sl in switch on x \(slice can only be compared to nil\)" */
	}
	switch x.(type) {
	case int, string, int: /* ERROR "duplicate case int in type switch" */
	case nil, nil: /* ERROR "duplicate case nil in type switch" */
	case undefined: /* ERROR "undefined: undefined" */
	case error:
	}
	switch err.(type) {
	case E:
	case int: /* ERROR "impossible type switch case: int" */
	case *E:
	}
	switch y := x.(type) { /* ERROR "y declared and not used" */
	}
	switch y := x.(type) { /* ERROR "y declared and not used" */
	case int:
		y = "a" /* ERROR "cannot use \"a\" \(untyped string constant\) as int value in assignment" */
	}
	switch y := x.(type) {
	case int:
		_ = y
	case string, bool:
		_ = y + 1 /* ERROR "invalid operation: y \+ 1 \(mismatched types interface\{\} and untyped int\)" */
	}
	switch i.(type) { /* ERROR "i \(variable of type int\) is not an interface" */
	}
	switch _ := x.(type) { /* ERROR "no new variable on left side of :=" */
	}
	select {
	case v := <-ch: /* ERROR "declared and not used: v" */
	case ch <- i:
	case i = <-rc:
	case i: /* ERROR "select case must be send or receive \(possibly with assignment\)" */
	case f(): /* ERROR "select case must be send or receive \(possibly with assignment\)" */
	default:
	default: /* ERROR "multiple defaults \(first at .*:93:2\)" */
	}
	_ = x.(type) /* ERROR "invalid syntax tree: use of \.\(type\) outside type switch" */
	_ = x.(undefined) /* ERROR "undefined: undefined" */
	_ = err.(int) /* ERROR "impossible type assertion: err\.\(int\)" */
	_ = i.(int) /* ERROR "invalid operation: i \(variable of type int\) is not an interface" */
}
