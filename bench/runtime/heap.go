package main

import (
	"runtime"
	"runtime/metrics"
	"time"
)

type record struct {
	next  *record
	other *record
	data  [6]int
}

// heapRows: a live heap of a gigabyte whose pointers are changed all the time, and a hundred thousand goroutines that
// wait, beside a ticker of a millisecond.
func heapRows() {
	const records = 1 << 30 / 64
	table := make([]*record, records/64)
	for i := range table {
		for range 64 {
			table[i] = &record{next: table[i]}
		}
	}
	never := make(chan bool)
	for range 100_000 {
		go func() { <-never }()
	}
	stop, stopped := make(chan bool), make(chan int)
	go func() {
		operations, x := 0, uint32(1)
		for {
			select {
			case <-stop:
				stopped <- operations
				return
			default:
			}
			for range 1000 {
				x ^= x << 13
				x ^= x >> 17
				x ^= x << 5
				r := &record{next: table[x%uint32(len(table))]}
				if r.next != nil {
					r.other, r.next = r.next, r.next.next
				}
				r.other.next, r.other.other = nil, nil
				table[x%uint32(len(table))] = r
				if r.next == nil {
					for range 63 {
						r = &record{next: r}
					}
					table[x%uint32(len(table))] = r
				}
			}
			operations += 1000
		}
	}()
	var late []time.Duration
	ticker := time.NewTicker(time.Millisecond)
	begin := time.Now()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	for time.Since(begin) < 6*time.Second {
		due := <-ticker.C
		late = append(late, time.Since(due))
	}
	took := time.Since(begin)
	stop <- true
	report("1 GB heap: a changed pointer", "ns", 1, float64(took.Nanoseconds())/float64(<-stopped))
	percentiles("1 GB heap: ticker late by", 1, late)
	var after runtime.MemStats
	runtime.ReadMemStats(&after)
	report("1 GB heap: collections", "", 0, float64(after.NumGC-before.NumGC))
	report("1 GB heap: peak memory", "bytes", 1, status("VmHWM"))
	pauses()
	runtime.KeepAlive(table)
}

// pauses reports the upper ends of /sched/pauses/total/gc.
func pauses() {
	s := []metrics.Sample{{Name: "/sched/pauses/total/gc:seconds"}}
	metrics.Read(s)
	h := s[0].Value.Float64Histogram()
	var total, seen uint64
	for _, c := range h.Counts {
		total += c
	}
	p99, top := 0.0, 0.0
	for i, c := range h.Counts {
		seen += c
		if c > 0 {
			top = h.Buckets[i+1]
			if p99 == 0 && seen*100 >= total*99 {
				p99 = top
			}
		}
	}
	report("1 GB heap: pause p99", "µs", 0, p99*1e6)
	report("1 GB heap: pause max", "µs", 0, top*1e6)
}
