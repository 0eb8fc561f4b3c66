// runtime/metrics: every name is served with its kind, parts add up to their totals, histograms count what happened.
package main

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"sync"
	"time"
)

var sink any

func work() {
	var wg sync.WaitGroup
	var mu sync.Mutex
	for range 100 {
		wg.Go(func() {
			mu.Lock()
			time.Sleep(100 * time.Microsecond)
			mu.Unlock()
			sink = make([]byte, 100_000)
			sink = new([200]*int)
		})
	}
	wg.Wait()
	p := new([64]int)
	runtime.SetFinalizer(p, func(*[64]int) {})
	runtime.GC()
	runtime.GC()
	time.Sleep(time.Millisecond)
}

func main() {
	work()
	all := metrics.All()
	samples := make([]metrics.Sample, len(all)+1)
	for i, d := range all {
		samples[i].Name = d.Name
	}
	samples[len(all)].Name = "/no/such:thing"
	metrics.Read(samples)
	value := map[string]metrics.Value{}
	for i, d := range all {
		if samples[i].Value.Kind() != d.Kind {
			fmt.Println(d.Name, "is of another kind")
		}
		value[d.Name] = samples[i].Value
	}
	fmt.Println("no such thing:", samples[len(all)].Value.Kind() == metrics.KindBad)
	count := func(name string) uint64 { return value[name].Uint64() }
	seconds := func(name string) float64 { return value[name].Float64() }
	events := func(name string) (n uint64) {
		h := value[name].Float64Histogram()
		if len(h.Buckets) != len(h.Counts)+1 {
			fmt.Println(name, "has", len(h.Buckets), "bounds")
		}
		for _, c := range h.Counts {
			n += c
		}
		return n
	}
	fmt.Println("forced:", count("/gc/cycles/forced:gc-cycles"))
	fmt.Println("procs:", count("/sched/gomaxprocs:threads") == uint64(runtime.GOMAXPROCS(0)))
	fmt.Println("created:", count("/sched/goroutines-created:goroutines") >= 101, "alive:", count("/sched/goroutines:goroutines") > 0)
	fmt.Println("running:", count("/sched/goroutines/running:goroutines"), "threads:", count("/sched/threads/total:threads") > 0)
	fmt.Println("finalizers:", count("/gc/finalizers/queued:finalizers") <= 1)
	fmt.Println("gogc:", count("/gc/gogc:percent"), "limit:", count("/gc/gomemlimit:bytes") == 1<<63-1)
	fmt.Println("settings:", count("/godebug/non-default-behavior/http2client:events"))
	fmt.Println("by size:", events("/gc/heap/allocs-by-size:bytes") == count("/gc/heap/allocs:objects"),
		events("/gc/heap/frees-by-size:bytes") == count("/gc/heap/frees:objects"))
	large := value["/gc/heap/allocs-by-size:bytes"].Float64Histogram()
	fmt.Println("large:", large.Counts[len(large.Counts)-1] >= 100)
	fmt.Println("pauses:", events("/sched/pauses/total/gc:seconds") >= 4, events("/sched/latencies:seconds") > 0)
	fmt.Println("waited:", seconds("/sync/mutex/wait/total:seconds") > 0)
	var parts float64
	for _, name := range []string{"gc/total", "idle", "scavenge/total", "user"} {
		parts += seconds("/cpu/classes/" + name + ":cpu-seconds")
	}
	off := parts - seconds("/cpu/classes/total:cpu-seconds")
	fmt.Println("processors:", off < 1e-9 && off > -1e-9, seconds("/cpu/classes/idle:cpu-seconds") > 0)
	var bytes uint64
	for _, d := range all {
		if len(d.Name) > 16 && d.Name[:16] == "/memory/classes/" && d.Name != "/memory/classes/total:bytes" {
			bytes += count(d.Name)
		}
	}
	fmt.Println("memory:", bytes == count("/memory/classes/total:bytes"))
}
