// Row 26: options as functions: defaults first, then whatever the caller names.
package main

import (
	"errors"
	"fmt"
	"time"
)

type server struct {
	addr    string
	timeout time.Duration
	limit   int
}

type option func(*server) error

func withTimeout(d time.Duration) option {
	return func(s *server) error {
		if d <= 0 {
			return errors.New("timeout must be positive")
		}
		s.timeout = d
		return nil
	}
}

func withLimit(n int) option { return func(s *server) error { s.limit = n; return nil } }

func all(opts ...option) option {
	return func(s *server) error {
		for _, o := range opts {
			if err := o(s); err != nil {
				return err
			}
		}
		return nil
	}
}

func newServer(addr string, opts ...option) (*server, error) {
	s := &server{addr: addr, timeout: time.Second, limit: 10}
	if err := all(opts...)(s); err != nil {
		return nil, fmt.Errorf("new server %s: %w", addr, err)
	}
	return s, nil
}

func main() {
	plain, _ := newServer(":80")
	fmt.Printf("%+v\n", *plain)
	tuned, _ := newServer(":81", withLimit(5), withTimeout(90*time.Second))
	fmt.Printf("%+v\n", *tuned)
	_, err := newServer(":82", all(withLimit(1), withTimeout(-1)))
	fmt.Println(err)
}
