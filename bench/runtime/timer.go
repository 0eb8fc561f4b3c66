package main

import (
	"runtime"
	"sync"
	"time"
)

func timerRows() {
	perOp("start and stop", 1, func(n int) {
		for range n {
			time.AfterFunc(time.Hour, func() {}).Stop()
		}
	})
	perOp("start and stop, parallel", 1, func(n int) {
		parallel(n, func(n int) {
			for range n {
				time.AfterFunc(time.Hour, func() {}).Stop()
			}
		})
	})
	perOp("reset", 1, func(n int) {
		t := time.NewTimer(time.Hour)
		for range n {
			t.Reset(time.Hour)
		}
		t.Stop()
	})
	const million = 1_000_000
	timers := make([]*time.Timer, million)
	took := timed(func() {
		for i := range timers {
			timers[i] = time.AfterFunc(time.Hour+time.Duration(i*7919%million)*time.Microsecond, func() {})
		}
	})
	report("a million timers: start", "ns", 1, float64(took.Nanoseconds())/million)
	took = timed(func() {
		for _, t := range timers {
			t.Stop()
		}
	})
	report("a million timers: stop", "ns", 1, float64(took.Nanoseconds())/million)
	took = timed(func() {
		var group sync.WaitGroup
		group.Add(million)
		for i := range timers {
			timers[i] = time.AfterFunc(time.Duration(i*7919%million)*100*time.Nanosecond, group.Done)
		}
		group.Wait()
	})
	report("a million timers: start and run within 0.1 s", "ns", 1, float64(took.Nanoseconds())/million)
	perOp("Sleep(0) to Sleep(3 ns)", 1, func(n int) {
		for i := range n {
			time.Sleep(time.Duration(i & 3))
		}
	})
	perOp("Now", 1, func(n int) {
		for range n {
			time.Now()
		}
	})
}

// latencyRows: how late goroutines run, in microseconds.
func latencyRows() {
	var late []time.Duration
	for range 300 {
		begin := time.Now()
		time.Sleep(time.Millisecond)
		late = append(late, time.Since(begin)-time.Millisecond)
	}
	percentiles("sleep of 1 ms, late by", 1, late)
	late = nil
	for range 300 {
		begin := time.Now()
		time.Sleep(50 * time.Microsecond)
		late = append(late, time.Since(begin)-50*time.Microsecond)
	}
	percentiles("sleep of 50 µs, late by", 1, late)
	late = nil
	wake := make(chan time.Time)
	go func() {
		for range 300 {
			time.Sleep(time.Millisecond)
			wake <- time.Now()
		}
		close(wake)
	}()
	for t := range wake {
		late = append(late, time.Since(t))
	}
	percentiles("wake of an idle program", 1, late)

	// Four busy goroutines that yield only when preempted.
	stop := make(chan bool)
	var group sync.WaitGroup
	for range 2 * runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for n := 0; ; n++ {
				if n&0xfffff == 0 {
					select {
					case <-stop:
						return
					default:
					}
				}
			}
		})
	}
	late = nil
	for range 50 {
		begin := time.Now()
		time.Sleep(time.Millisecond)
		late = append(late, time.Since(begin)-time.Millisecond)
	}
	close(stop)
	group.Wait()
	percentiles("sleep of 1 ms under load, late by", 1, late)
}
