// What runtime/metrics reads: all from one snapshot a call, so that the parts add up to their totals, and the events
// of GODEBUG settings (settings.go).

package runtime

import (
	"internal/godebugs"
	"internal/runtime/atomic"
	"unsafe"
)

// A metricSample is a metrics.Sample: name, then the value's kind, number and pointer.
type metricSample struct {
	name    string
	kind    int
	number  uint64
	pointer unsafe.Pointer
}

// Kinds of a metrics.Value.
const (
	metricBad = iota
	metricUint64
	metricFloat64
	metricHistogram
)

// A float64Histogram is a metrics.Float64Histogram.
type float64Histogram struct {
	counts  []uint64
	buckets []float64
}

const (
	sizeBuckets = 69
	timeBuckets = 160
)

type timeCounts [timeBuckets]uint64

// The layout of RuntimeMetrics in runtime/golib/metrics.c.
type runtimeMetrics struct {
	mem                                                          MemStats
	tiny, live, scanHeap, scanStack, scanGlobals, stackStart     uint64
	gogc, memlimit                                               int64
	finalizersQueued, finalizersRun, cleanupsQueued, cleanupsRun uint64
	created, running, runnable, waiting, notInGo, procs, threads uint64
	available, idle, mutexWait                                   int64 // these and the next in nanoseconds
	gcAssist, gcDedicated, gcIdle, gcPause, scavenge             int64
	allocs, frees                                                [sizeBuckets]uint64
	latency, stoppingOther, stoppingGC, stoppedOther, stoppedGC  timeCounts
}

func (m *runtimeMetrics) gcTotal() int64 { return m.gcAssist + m.gcDedicated + m.gcIdle + m.gcPause }

// user is what is left of the processors' time; the parts are measured with different care, so never less than none.
func (m *runtimeMetrics) user() int64 { return max(m.available-m.idle-m.gcTotal()-m.scavenge, 0) }

// A metric is a count, a time in nanoseconds (read as seconds), or a histogram.
type metric struct {
	name  string
	count func(m *runtimeMetrics) uint64
	nanos func(m *runtimeMetrics) int64
	times func(m *runtimeMetrics) *timeCounts
	sizes func(m *runtimeMetrics) *[sizeBuckets]uint64
}

var metrics = [...]metric{
	{name: "/cgo/go-to-c-calls:calls", count: func(m *runtimeMetrics) uint64 { return uint64(NumCgoCall()) }},
	{name: "/cpu/classes/gc/mark/assist:cpu-seconds", nanos: func(m *runtimeMetrics) int64 { return m.gcAssist }},
	{name: "/cpu/classes/gc/mark/dedicated:cpu-seconds", nanos: func(m *runtimeMetrics) int64 { return m.gcDedicated }},
	{name: "/cpu/classes/gc/mark/idle:cpu-seconds", nanos: func(m *runtimeMetrics) int64 { return m.gcIdle }},
	{name: "/cpu/classes/gc/pause:cpu-seconds", nanos: func(m *runtimeMetrics) int64 { return m.gcPause }},
	{name: "/cpu/classes/gc/total:cpu-seconds", nanos: (*runtimeMetrics).gcTotal},
	{name: "/cpu/classes/idle:cpu-seconds", nanos: func(m *runtimeMetrics) int64 { return m.idle }},
	{name: "/cpu/classes/scavenge/assist:cpu-seconds", nanos: func(m *runtimeMetrics) int64 { return 0 }}, // allocations never scavenge
	{name: "/cpu/classes/scavenge/background:cpu-seconds", nanos: func(m *runtimeMetrics) int64 { return m.scavenge }},
	{name: "/cpu/classes/scavenge/total:cpu-seconds", nanos: func(m *runtimeMetrics) int64 { return m.scavenge }},
	{name: "/cpu/classes/total:cpu-seconds", nanos: func(m *runtimeMetrics) int64 { return m.user() + m.idle + m.gcTotal() + m.scavenge }},
	{name: "/cpu/classes/user:cpu-seconds", nanos: (*runtimeMetrics).user},
	{name: "/gc/cleanups/executed:cleanups", count: func(m *runtimeMetrics) uint64 { return m.cleanupsRun }},
	{name: "/gc/cleanups/queued:cleanups", count: func(m *runtimeMetrics) uint64 { return m.cleanupsQueued }},
	{name: "/gc/cycles/automatic:gc-cycles", count: func(m *runtimeMetrics) uint64 { return uint64(m.mem.NumGC - m.mem.NumForcedGC) }},
	{name: "/gc/cycles/forced:gc-cycles", count: func(m *runtimeMetrics) uint64 { return uint64(m.mem.NumForcedGC) }},
	{name: "/gc/cycles/total:gc-cycles", count: func(m *runtimeMetrics) uint64 { return uint64(m.mem.NumGC) }},
	{name: "/gc/finalizers/executed:finalizers", count: func(m *runtimeMetrics) uint64 { return m.finalizersRun }},
	{name: "/gc/finalizers/queued:finalizers", count: func(m *runtimeMetrics) uint64 { return m.finalizersQueued }},
	{name: "/gc/gogc:percent", count: func(m *runtimeMetrics) uint64 { return uint64(m.gogc) }},
	{name: "/gc/gomemlimit:bytes", count: func(m *runtimeMetrics) uint64 { return uint64(m.memlimit) }},
	{name: "/gc/heap/allocs-by-size:bytes", sizes: func(m *runtimeMetrics) *[sizeBuckets]uint64 { return &m.allocs }},
	{name: "/gc/heap/allocs:bytes", count: func(m *runtimeMetrics) uint64 { return m.mem.TotalAlloc }},
	{name: "/gc/heap/allocs:objects", count: func(m *runtimeMetrics) uint64 { return m.mem.Mallocs - m.tiny }},
	{name: "/gc/heap/frees-by-size:bytes", sizes: func(m *runtimeMetrics) *[sizeBuckets]uint64 { return &m.frees }},
	{name: "/gc/heap/frees:bytes", count: func(m *runtimeMetrics) uint64 { return m.mem.TotalAlloc - m.mem.Alloc }},
	{name: "/gc/heap/frees:objects", count: func(m *runtimeMetrics) uint64 { return m.mem.Frees - m.tiny }},
	{name: "/gc/heap/goal:bytes", count: func(m *runtimeMetrics) uint64 { return m.mem.NextGC }},
	{name: "/gc/heap/live:bytes", count: func(m *runtimeMetrics) uint64 { return m.live }},
	{name: "/gc/heap/objects:objects", count: func(m *runtimeMetrics) uint64 { return m.mem.HeapObjects }},
	{name: "/gc/heap/tiny/allocs:objects", count: func(m *runtimeMetrics) uint64 { return m.tiny }},
	{name: "/gc/limiter/last-enabled:gc-cycle", count: func(m *runtimeMetrics) uint64 { return 0 }}, // there is no limiter
	{name: "/gc/pauses:seconds", times: func(m *runtimeMetrics) *timeCounts { return &m.stoppedGC }},
	{name: "/gc/scan/globals:bytes", count: func(m *runtimeMetrics) uint64 { return m.scanGlobals }},
	{name: "/gc/scan/heap:bytes", count: func(m *runtimeMetrics) uint64 { return m.scanHeap }},
	{name: "/gc/scan/stack:bytes", count: func(m *runtimeMetrics) uint64 { return m.scanStack }},
	{name: "/gc/scan/total:bytes", count: func(m *runtimeMetrics) uint64 { return m.scanGlobals + m.scanHeap + m.scanStack }},
	{name: "/gc/stack/starting-size:bytes", count: func(m *runtimeMetrics) uint64 { return m.stackStart }},
	{name: "/memory/classes/heap/free:bytes", count: func(m *runtimeMetrics) uint64 { return m.mem.HeapIdle - m.mem.HeapReleased }},
	{name: "/memory/classes/heap/objects:bytes", count: func(m *runtimeMetrics) uint64 { return m.mem.HeapAlloc }},
	{name: "/memory/classes/heap/released:bytes", count: func(m *runtimeMetrics) uint64 { return m.mem.HeapReleased }},
	{name: "/memory/classes/heap/stacks:bytes", count: func(m *runtimeMetrics) uint64 { return m.mem.StackInuse }},
	{name: "/memory/classes/heap/unused:bytes", count: func(m *runtimeMetrics) uint64 { return m.mem.HeapInuse - m.mem.HeapAlloc }},
	{name: "/memory/classes/metadata/mcache/free:bytes", count: func(m *runtimeMetrics) uint64 { return m.mem.MCacheSys - m.mem.MCacheInuse }},
	{name: "/memory/classes/metadata/mcache/inuse:bytes", count: func(m *runtimeMetrics) uint64 { return m.mem.MCacheInuse }},
	{name: "/memory/classes/metadata/mspan/free:bytes", count: func(m *runtimeMetrics) uint64 { return m.mem.MSpanSys - m.mem.MSpanInuse }},
	{name: "/memory/classes/metadata/mspan/inuse:bytes", count: func(m *runtimeMetrics) uint64 { return m.mem.MSpanInuse }},
	{name: "/memory/classes/metadata/other:bytes", count: func(m *runtimeMetrics) uint64 { return m.mem.GCSys }},
	{name: "/memory/classes/os-stacks:bytes", count: func(m *runtimeMetrics) uint64 { return m.mem.StackSys - m.mem.StackInuse }},
	{name: "/memory/classes/other:bytes", count: func(m *runtimeMetrics) uint64 { return m.mem.OtherSys }},
	{name: "/memory/classes/profiling/buckets:bytes", count: func(m *runtimeMetrics) uint64 { return m.mem.BuckHashSys }},
	{name: "/memory/classes/total:bytes", count: func(m *runtimeMetrics) uint64 { return m.mem.Sys }},
	{name: "/sched/gomaxprocs:threads", count: func(m *runtimeMetrics) uint64 { return m.procs }},
	{name: "/sched/goroutines-created:goroutines", count: func(m *runtimeMetrics) uint64 { return m.created }},
	{name: "/sched/goroutines/not-in-go:goroutines", count: func(m *runtimeMetrics) uint64 { return m.notInGo }},
	{name: "/sched/goroutines/runnable:goroutines", count: func(m *runtimeMetrics) uint64 { return m.runnable }},
	{name: "/sched/goroutines/running:goroutines", count: func(m *runtimeMetrics) uint64 { return m.running }},
	{name: "/sched/goroutines/waiting:goroutines", count: func(m *runtimeMetrics) uint64 { return m.waiting }},
	{name: "/sched/goroutines:goroutines", count: func(m *runtimeMetrics) uint64 { return uint64(NumGoroutine()) }},
	{name: "/sched/latencies:seconds", times: func(m *runtimeMetrics) *timeCounts { return &m.latency }},
	{name: "/sched/pauses/stopping/gc:seconds", times: func(m *runtimeMetrics) *timeCounts { return &m.stoppingGC }},
	{name: "/sched/pauses/stopping/other:seconds", times: func(m *runtimeMetrics) *timeCounts { return &m.stoppingOther }},
	{name: "/sched/pauses/total/gc:seconds", times: func(m *runtimeMetrics) *timeCounts { return &m.stoppedGC }},
	{name: "/sched/pauses/total/other:seconds", times: func(m *runtimeMetrics) *timeCounts { return &m.stoppedOther }},
	{name: "/sched/threads/total:threads", count: func(m *runtimeMetrics) uint64 { return m.threads }},
	{name: "/sync/mutex/wait/total:seconds", nanos: func(m *runtimeMetrics) int64 { return m.mutexWait }},
}

//go:linkname readRuntimeMetrics ugx_metrics_read
func readRuntimeMetrics(m *runtimeMetrics)

//go:linkname metricBounds ugx_metrics_bounds
func metricBounds(sizes *[sizeBuckets]uint64, times *timeCounts)

// Bounds of the histograms' buckets.
type metricBuckets struct{ sizes, times []float64 }

// The first reader makes them; if several are first, one's stay.
var bucketsOnce atomic.Pointer[metricBuckets]

func buckets() *metricBuckets {
	if b := bucketsOnce.Load(); b != nil {
		return b
	}
	var sizes [sizeBuckets]uint64
	var times timeCounts
	metricBounds(&sizes, &times)
	inf := uint64(0x7ff << 52)
	b := new(metricBuckets)
	for _, bound := range sizes[1:] { // no object is counted in the first, whose bound is 0
		b.sizes = append(b.sizes, float64(bound))
	}
	b.sizes = append(b.sizes, *(*float64)(unsafe.Pointer(&inf)))
	for _, bound := range times {
		b.times = append(b.times, seconds(int64(bound)))
	}
	b.times = append(b.times, *(*float64)(unsafe.Pointer(&inf)))
	bucketsOnce.CompareAndSwap(nil, b)
	return bucketsOnce.Load()
}

func seconds(ns int64) float64 { return float64(ns) / 1e9 }

// fill gives a histogram to the sample, in the memory of the one it had.
func (s *metricSample) fill(counts []uint64, bounds []float64) {
	h := (*float64Histogram)(s.pointer)
	if s.kind != metricHistogram || h == nil {
		h = new(float64Histogram)
	}
	h.counts = append(h.counts[:0], counts...)
	h.buckets = bounds
	s.kind, s.number, s.pointer = metricHistogram, 0, unsafe.Pointer(h)
}

func (s *metricSample) read(k *metric, m *runtimeMetrics, b *metricBuckets) {
	switch {
	case k.count != nil:
		s.kind, s.number = metricUint64, k.count(m)
	case k.nanos != nil:
		value := seconds(k.nanos(m))
		s.kind, s.number = metricFloat64, *(*uint64)(unsafe.Pointer(&value))
	case k.times != nil:
		s.fill(k.times(m)[:], b.times)
	default:
		s.fill(k.sizes(m)[1:], b.sizes)
	}
}

//go:linkname metrics_read runtime/metrics.runtime_readMetrics
func metrics_read(samples unsafe.Pointer, n, cap int) {
	m, b := new(runtimeMetrics), buckets()
	readRuntimeMetrics(m)
	list := unsafe.Slice((*metricSample)(samples), n)
next:
	for i := range list {
		s := &list[i]
		for k := range metrics {
			if metrics[k].name == s.name {
				s.read(&metrics[k], m, b)
				continue next
			}
		}
		s.kind, s.number = metricBad, 0
		if setting := settingOf(s.name); setting != "" {
			s.kind, s.number = metricUint64, settingEvents(setting)
		}
	}
}

// For runtime/metrics' own tests.
//
//go:linkname metrics_names runtime/metrics_test.runtime_readMetricNames
func metrics_names() (names []string) {
	for i := range metrics {
		names = append(names, metrics[i].name)
	}
	for _, setting := range godebugs.All {
		if !setting.Opaque {
			names = append(names, settingPrefix+setting.Name+settingSuffix)
		}
	}
	return names
}
