// Range clauses.
package p

type MyBool bool

func _(s []int, m map[string]bool, str string, ch chan int, sc chan<- int, a [3]int, pa *[3]int, i int, f float64, x interface{}, pp **[3]int,
	f0 func(func() bool), f1 func(func(int) bool), f2 func(func(int, string) bool), f3 func(func(int, int, int) bool), bad func(int), noBool func(func()), my func(func() MyBool), res func(func() bool) int) {
	for i, v := range s {
		_ = i + v
	}
	for k, v := range m {
		_ = k + v /* ERROR "invalid operation: k \+ v \(mismatched types string and bool\)" */
	}
	for i, r := range str {
		_, _ = i, r+"a" /* ERROR "invalid operation: r \+ \"a\" \(mismatched types rune and untyped string\)" */
	}
	for v := range ch { /* ERROR "declared and not used: v" */
	}
	for v, w := range ch { /* ERROR "declared and not used: v" */ /* ERROR "range over ch \(variable of type chan int\) permits only one iteration variable" */
	}
	for range sc { /* ERROR "cannot range over sc \(variable of type chan<- int\): receive from send-only channel chan<- int" */
	}
	for range a {
	}
	for i := range pa {
		_ = i
	}
	for range pp { /* ERROR "cannot range over pp \(variable of type \*\*\[3\]int\)" */
	}
	for i := range 10 {
		_ = i
	}
	for i, j := range 10 { /* ERROR "declared and not used: i" */ /* ERROR "range over 10 \(untyped int constant\) permits only one iteration variable" */
	}
	for i := range 1.5 { /* ERROR "cannot range over 1\.5 \(untyped float constant\)" */
	}
	for i := range 1e3 { /* ERROR "cannot range over 1e3 \(untyped float constant 1000\)" */
	}
	for range f { /* ERROR "cannot range over f \(variable of type float64\)" */
	}
	for range x { /* ERROR "cannot range over x \(variable of type interface\{\}\)" */
	}
	for range nil { /* ERROR "cannot range over nil" */
	}
	for range f0 {
	}
	for a := range f0 { /* ERROR "range over f0 \(variable of type func\(func\(\) bool\)\) permits no iteration variables" */
	}
	for a := range f1 {
		_ = a + "b" /* ERROR "invalid operation: a \+ \"b\" \(mismatched types int and untyped string\)" */
	}
	for a, b := range f2 {
		_ = a + b /* ERROR "invalid operation: a \+ b \(mismatched types int and string\)" */
	}
	for a, b := range f1 { /* ERROR "declared and not used: a" */ /* ERROR "range over f1 \(variable of type func\(func\(int\) bool\)\) permits only one iteration variable" */
	}
	for range f3 { /* ERROR "cannot range over f3 \(variable of type func\(func\(int, int, int\) bool\)\): func must be func\(yield func\(\.\.\.\) bool\): yield func has too many parameters" */
	}
	for range bad { /* ERROR "cannot range over bad \(variable of type func\(int\)\): func must be func\(yield func\(\.\.\.\) bool\): argument is not func" */
	}
	for range noBool { /* ERROR "cannot range over noBool \(variable of type func\(func\(\)\)\): func must be func\(yield func\(\.\.\.\) bool\): yield func does not return bool" */
	}
	for range my { /* ERROR "cannot range over my \(variable of type func\(func\(\) MyBool\)\): func must be func\(yield func\(\.\.\.\) bool\): yield func returns user-defined boolean, not bool" */
	}
	for range res { /* ERROR "cannot range over res \(variable of type func\(func\(\) bool\) int\): func must be func\(yield func\(\.\.\.\) bool\): unexpected results" */
	}
	var u8 uint8 /* ERROR "declared and not used: u8" */
	for u8 = range 300 { /* ERROR "cannot use 300 \(untyped int constant\) as uint8 value in range clause \(overflows\)" */
	}
	for u8 = range i { /* ERROR "cannot use i \(variable of type int\) as uint8 value in range clause" */
	}
	for str = range s { /* ERROR "cannot use str \(value of type int\) as string value in assignment" */
	}
	for _, str = range str { /* ERROR "cannot use str \(value of type rune\) as string value in assignment" */
	}
	for _ = range s {
	}
	for _, _ = range s {
	}
	for _ := range s { /* ERROR "no new variables on left side of :=" */
	}
	for undefined = range s { /* ERROR "undefined: undefined" */
	}
}

func _[P []int | []string, Q []int | map[int]int, R any](p P, q Q, r R) {
	for range p { /* ERROR "cannot range over p \(variable of type P constrained by \[\]int \| \[\]string\): \[\]int and \[\]string have different underlying types" */
	}
	for range q { /* ERROR "cannot range over q \(variable of type Q constrained by \[\]int \| map\[int\]int\): \[\]int and map\[int\]int have different underlying types" */
	}
	for range r { /* ERROR "cannot range over r \(variable of type R constrained by any\): no specific type" */
	}
}
