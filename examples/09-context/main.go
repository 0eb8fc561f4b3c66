// Row 9: a context carries a deadline, a cancellation and values down a tree of calls.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

type userKey struct{}

var errShutdown = errors.New("shutting down")

func work(ctx context.Context) error {
	select {
	case <-time.After(time.Minute):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	fmt.Println(work(ctx))
	cancel()

	// Cancelling a parent cancels its children, never the other way round.
	parent, stop := context.WithCancelCause(context.WithValue(context.Background(), userKey{}, "gopher"))
	child, cancelChild := context.WithCancel(parent)
	other, cancelOther := context.WithCancel(parent)
	cancelChild()
	fmt.Println(child.Err(), other.Err(), parent.Err())
	stop(errShutdown)
	fmt.Println(other.Err(), context.Cause(other))
	cancelOther()

	detached := context.WithoutCancel(parent)
	fmt.Println(detached.Err(), detached.Value(userKey{}))

	done := make(chan string)
	again, cancelAgain := context.WithCancel(context.Background())
	unregister := context.AfterFunc(again, func() { done <- "after" })
	cancelAgain()
	fmt.Println(<-done, unregister())
	fmt.Println(parent)
}
