package p

type T struct {
	name string
	next *T
	f    func() int
	any  any
}

var one = T{name: "one", f: func() int { return 1 }, any: 5}
var two = &T{name: "two", next: &one}
var alias = two
var table = [...]string{2: "c", 0: "a"}
var slice = []T{{name: "x"}, one}
var bytes = []byte("abc")
var addr = &table[2]
var code = len(table[0]) + 1
var changed = 3
var copied = changed

func init() { changed = 4 }

type strErr struct{ s string }

func (e *strErr) Error() string { return e.s }
func newErr(s string) error     { return &strErr{s} }

var errOne, errTwo = newErr("one"), newErr("two")
