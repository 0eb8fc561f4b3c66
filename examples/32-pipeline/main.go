// Row 32: stages joined by channels. Unbuffered ones hold the producer back; a context ends all of
// them early.
package main

import (
	"context"
	"fmt"
	"runtime"
	"time"
)

func generate(ctx context.Context, made *int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := 1; ; i++ {
			select {
			case out <- i:
				*made = i
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func stage[A, B any](ctx context.Context, in <-chan A, f func(A) (B, bool)) <-chan B {
	out := make(chan B)
	go func() {
		defer close(out)
		for v := range in {
			r, keep := f(v)
			if !keep {
				continue
			}
			select {
			case out <- r:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func main() {
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancelCause(context.Background())
	made := 0
	odd := stage(ctx, generate(ctx, &made), func(n int) (int, bool) { return n, n%2 == 1 })
	text := stage(ctx, odd, func(n int) (string, bool) { return fmt.Sprint(n * n), true })
	for s := range text {
		fmt.Print(s, " ")
		if s == "81" {
			cancel(fmt.Errorf("enough after %s", s))
			break
		}
	}
	fmt.Println()
	fmt.Println(context.Cause(ctx), "|", ctx.Err())
	for runtime.NumGoroutine() > before {
		time.Sleep(time.Millisecond)
	}
	fmt.Println("back-pressure kept the producer near:", made < 20)
}
