// Row 37: rate limiters. A ticker spaces events evenly; golang.org/x/time/rate is a token bucket, which also allows
// bursts, reservations and waits that a context ends.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/time/rate"
)

func main() {
	byTicker()
	bucket()
	waiting()
}

// One event a tick; a tick that nobody took in time is dropped, so there is no burst after a pause.
func byTicker() {
	const every, events = 10 * time.Millisecond, 5
	tick := time.NewTicker(every)
	defer tick.Stop()
	start := time.Now()
	for range events {
		<-tick.C
	}
	fmt.Println("five ticks take fifty milliseconds or more:", time.Since(start) >= events*every-every/2)
	fmt.Println("ticks that nobody takes do not pile up:", len(tick.C) == 0)
}

// Time is an argument: the bucket's arithmetic needs no waiting.
func bucket() {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	at := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
	lim := rate.NewLimiter(rate.Every(100*time.Millisecond), 3) // ten a second, bursts of three
	for _, ms := range []int{0, 0, 0, 0, 100, 150, 200, 1000} {
		fmt.Printf("%4d ms: allowed %v\n", ms, lim.AllowN(at(ms), 1))
	}
	r := lim.ReserveN(at(1000), 3)
	fmt.Println("reserved:", r.OK(), "to be used in", r.DelayFrom(at(1000)))
	r.CancelAt(at(1000))
	fmt.Printf("tokens after giving it back: %.0f\n", lim.TokensAt(at(1000)))
	fmt.Println("more than the burst at once:", lim.ReserveN(at(2000), 4).OK())
	lim.SetLimitAt(at(2000), rate.Inf)
	fmt.Println("without a limit:", lim.AllowN(at(2000), 1000))
}

func waiting() {
	lim := rate.NewLimiter(rate.Every(time.Millisecond), 1)
	start := time.Now()
	for range 20 {
		if err := lim.Wait(context.Background()); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println("twenty waits take nineteen milliseconds or more:", time.Since(start) >= 19*time.Millisecond)
	slow := rate.NewLimiter(rate.Every(time.Hour), 1)
	slow.Allow()
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	fmt.Println(slow.Wait(ctx))
	ctx, stop := context.WithCancel(context.Background())
	time.AfterFunc(time.Millisecond, stop)
	fmt.Println("canceled while waiting:", errors.Is(slow.Wait(ctx), context.Canceled))
}
