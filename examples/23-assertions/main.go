// Row 23: type assertions and type switches, to concrete types and to interfaces.
package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

type readCloser struct{ io.Reader }

func (readCloser) Close() error { return nil }

func describe(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case int, int64:
		return fmt.Sprintf("an integer %v", v)
	case string:
		return "a string of " + fmt.Sprint(len(v))
	case []byte:
		return "bytes " + string(v)
	case error:
		return "an error: " + v.Error()
	case func() int:
		return fmt.Sprint("a function giving ", v())
	case io.Reader:
		_, closes := v.(io.Closer)
		return fmt.Sprint("a reader, closes: ", closes)
	default:
		return fmt.Sprintf("a %T", v)
	}
}

func is[T any](v any) bool {
	_, ok := v.(T)
	return ok
}

func try(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return
}

func main() {
	for _, v := range []any{nil, 1, int64(2), "three", []byte("4"), errors.New("five"), func() int { return 6 },
		strings.NewReader(""), readCloser{}, struct{ x int }{8}} {
		fmt.Println(describe(v))
	}
	var v any = 3.5
	n, ok := v.(int)
	fmt.Println(n, ok, is[float64](v), is[fmt.Stringer](v))
	fmt.Println(try(func() { _ = v.(string) }))
	fmt.Println(try(func() { _ = v.(fmt.Stringer) }))
	var r io.Reader
	fmt.Println(try(func() { _ = r.(io.Writer) }))
	r = strings.NewReader("x")
	fmt.Println(try(func() { _ = r.(io.Closer) }))
	fmt.Println(try(func() { _ = r.(readCloser) }))
}
