// Bubbles of testing/synctest: time that jumps, Wait, timers, tickers, contexts, and what a deadlock says.
package main

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func sleeps(t *testing.T) {
	start := time.Now()
	fmt.Println(start.UTC())
	time.Sleep(5 * time.Hour)
	fmt.Println(time.Since(start))
}

func waits(t *testing.T) {
	ch := make(chan int)
	state := "waiting"
	go func() { state = fmt.Sprint("received ", <-ch) }()
	synctest.Wait()
	fmt.Println(state)
	ch <- 7
	synctest.Wait()
	fmt.Println(state)
}

func ticks(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	ticker := time.NewTicker(7 * time.Second)
	defer ticker.Stop()
	n := 0
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-ticker.C:
				n++
			case <-ctx.Done():
				return
			}
		}
	})
	wg.Wait()
	fmt.Println(n, "ticks,", ctx.Err())
}

func timers(t *testing.T) {
	start := time.Now()
	fired := false
	timer := time.AfterFunc(time.Second, func() { fired = true })
	time.Sleep(time.Second - 1)
	synctest.Wait()
	fmt.Println(fired, timer.Reset(time.Second))
	time.Sleep(2 * time.Second)
	synctest.Wait()
	fmt.Println(fired, timer.Stop(), time.Since(start))
	fmt.Println((<-time.After(0)).Equal(time.Now()), (<-time.After(time.Millisecond)).Sub(start))
}

func stuck(t *testing.T) { <-make(chan int) }

func main() {
	var tests []testing.InternalTest
	for _, f := range []func(*testing.T){sleeps, waits, ticks, timers} {
		tests = append(tests, testing.InternalTest{Name: "Bubble", F: func(t *testing.T) { synctest.Test(t, f) }})
	}
	tests = append(tests, testing.InternalTest{Name: "Stuck", F: func(t *testing.T) {
		defer func() { fmt.Println(recover()) }()
		synctest.Test(t, stuck)
	}})
	testing.Main(func(pat, str string) (bool, error) { return true, nil }, tests, nil, nil)
}
