// Row 67: errgroup, from golang.org/x/sync. A group of goroutines for parts of one task: the first error ends it.
package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

func main() {
	results()
	firstError()
	limited()
	tryGo()
	panics()
}

func results() {
	var g errgroup.Group
	squares := make([]int, 8)
	for i := range squares {
		g.Go(func() error {
			squares[i] = i * i
			return nil
		})
	}
	fmt.Println(g.Wait(), squares)
}

// The context ends with the first error, whose cause it tells; the others' errors are dropped.
func firstError() {
	g, ctx := errgroup.WithContext(context.Background())
	broken := errors.New("part 2 is broken")
	for part := range 4 {
		g.Go(func() error {
			if part == 2 {
				return broken
			}
			<-ctx.Done()
			return ctx.Err()
		})
	}
	err := g.Wait()
	fmt.Println(err, "/", ctx.Err(), "/ cause:", errors.Is(context.Cause(ctx), broken))
}

// Go waits while as many run as SetLimit says.
func limited() {
	const limit = 3
	var g errgroup.Group
	g.SetLimit(limit)
	var running, most atomic.Int32
	for range 20 {
		g.Go(func() error {
			n := running.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			running.Add(-1)
			return nil
		})
	}
	fmt.Println(g.Wait(), "never more than the limit:", most.Load() <= limit)
}

// TryGo doesn't wait.
func tryGo() {
	var g errgroup.Group
	g.SetLimit(1)
	var release sync.WaitGroup
	release.Add(1)
	wait := func() error { release.Wait(); return nil }
	fmt.Println("first:", g.TryGo(wait), "second:", g.TryGo(wait))
	release.Done()
	fmt.Println(g.Wait(), "then:", g.TryGo(func() error { return nil }), g.Wait())
	g.SetLimit(0)
	fmt.Println("with a limit of none:", g.TryGo(wait))
}

func panics() {
	var g errgroup.Group
	g.SetLimit(1)
	var hold sync.WaitGroup
	hold.Add(1)
	g.Go(func() error { hold.Wait(); return nil })
	defer func() {
		fmt.Println("recovered:", recover())
		hold.Done()
		g.Wait()
	}()
	g.SetLimit(2)
}
