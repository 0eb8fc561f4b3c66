// Labels, branches and missing returns.
package p

func _(b bool) {
	break /* ERROR "break is not in a loop, switch, or select" */
	continue /* ERROR "continue is not in a loop" */
	fallthrough /* ERROR "fallthrough statement out of place" */
	goto missing /* ERROR "label missing not defined" */
unused: /* ERROR "label unused defined and not used" */
	for {
		break unused2 /* ERROR "break label not defined: unused2" */
	}
L:
	if b {
		break L /* ERROR "invalid break label L" */
		continue L /* ERROR "invalid continue label L" */
	}
M:
	for {
		for {
			break M
			continue M
		}
		func() {
			break M /* ERROR "break label not defined: M" */
			break /* ERROR "break is not in a loop, switch, or select" */
		}()
	}
N:
	switch {
	case b:
		continue N /* ERROR "invalid continue label N" */
		break N
	case !b:
		fallthrough
	case true:
		if b {
			fallthrough /* ERROR "fallthrough statement out of place" */
		}
		fallthrough /* ERROR "cannot fallthrough final case in switch" */
	}
	switch interface{}(b).(type) {
	case int:
		fallthrough /* ERROR "cannot fallthrough in type switch" */
	case string:
	}
	goto over /* ERROR "goto over jumps over declaration of x at .*:48:4" */
	x := 1
	_ = x
over:
	goto into /* ERROR "goto into jumps into block starting at .*:52:2" */
	{
	into:
	}
	goto back
back:
	goto back
L: /* ERROR "label L already defined at .*:13:1" */
	select {
	default:
		break
		continue /* ERROR "continue is not in a loop" */
	}
}

func r0() int {
} /* ERROR "missing return" */
func r1() int { return } /* ERROR "not enough return values" */
func r2() int { return 1, 2 } /* ERROR "too many return values" */
func r3() (a int, b string) { return 1 } /* ERROR "not enough return values" */
func r4() (a int) {
	{
		a := 1
		_ = a
		return /* ERROR "result parameter a not in scope at return" */
	}
}
func r5() { return 1 } /* ERROR "too many return values" */
func r6() int {
	for {
	}
}
func r7(b bool) int {
	for {
		if b {
			break
		}
	}
} /* ERROR "missing return" */
func r8(b bool) int {
	if b {
		return 1
	} else {
		panic(0)
	}
}
func r9(b bool) int {
	switch {
	case b:
		return 1
	default:
		break
	}
} /* ERROR "missing return" */
func r10(c chan int) int {
	select {
	case <-c:
		return 1
	}
}
func r11() int {
L:
	for {
		for {
			break L
		}
	}
} /* ERROR "missing return" */
func r12() int {
	goto L
L:
	return 1
}
func r13() int {
	panic := func(int) {}
	panic(1)
} /* ERROR "missing return" */
func r14() (int, error) { return r3() } /* ERROR "cannot use r3\(\) \(value of type string\) as error value in return statement: string does not implement error \(missing method Error\)" */
func r15() (int, string) { return r3() }
