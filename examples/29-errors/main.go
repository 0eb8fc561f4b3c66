// Row 29: errors are values; they wrap others, and Is, As and AsType look through the chain.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

var errNotFound = errors.New("not found")

type queryError struct {
	query string
	err   error
}

func (e *queryError) Error() string { return "query " + e.query + ": " + e.err.Error() }
func (e *queryError) Unwrap() error { return e.err }

// Is lets a queryError stand for any error about the same query.
func (e *queryError) Is(target error) bool {
	t, ok := target.(*queryError)
	return ok && t.query == e.query && t.err == nil
}

func find(q string) error { return fmt.Errorf("find: %w", &queryError{q, errNotFound}) }

func main() {
	err := find("users")
	fmt.Println(err)
	fmt.Println(errors.Is(err, errNotFound), errors.Is(err, &queryError{query: "users"}), errors.Is(err, fs.ErrExist))

	var qe *queryError
	fmt.Println(errors.As(err, &qe), qe.query)
	if e, ok := errors.AsType[*queryError](err); ok {
		fmt.Println("AsType:", e.query)
	}

	joined := errors.Join(err, nil, errors.New("also this"))
	fmt.Printf("%v | %v\n", errors.Is(joined, errNotFound), errors.Unwrap(joined) == nil)
	fmt.Println(joined)

	two := fmt.Errorf("both: %w and %w", errNotFound, fs.ErrPermission)
	fmt.Println(errors.Is(two, errNotFound), errors.Is(two, fs.ErrPermission))

	_, err = os.Open("/no/such/file")
	var pe *fs.PathError
	fmt.Println(errors.As(err, &pe), pe.Op, pe.Path, errors.Is(err, fs.ErrNotExist))
}
