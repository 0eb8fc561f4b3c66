// What runtime/metrics reads: counts and sizes, all from one MemStats a call, and the events of GODEBUG settings.
// CPU times and the histograms are not kept: asked for, they are of kind bad, as metrics that don't exist are.

package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// A metricSample is a metrics.Sample: name, then the value's kind, number and pointer.
type metricSample struct {
	name   string
	kind   int
	number uint64
	_      unsafe.Pointer
}

// Kinds of a metrics.Value.
const (
	metricBad    = 0
	metricUint64 = 1
)

var metrics = [...]struct {
	name string
	read func(m *MemStats) uint64
}{
	{"/cgo/go-to-c-calls:calls", func(m *MemStats) uint64 { return uint64(NumCgoCall()) }},
	{"/gc/cycles/automatic:gc-cycles", func(m *MemStats) uint64 { return uint64(m.NumGC - m.NumForcedGC) }},
	{"/gc/cycles/forced:gc-cycles", func(m *MemStats) uint64 { return uint64(m.NumForcedGC) }},
	{"/gc/cycles/total:gc-cycles", func(m *MemStats) uint64 { return uint64(m.NumGC) }},
	{"/gc/heap/allocs:bytes", func(m *MemStats) uint64 { return m.TotalAlloc }},
	{"/gc/heap/allocs:objects", func(m *MemStats) uint64 { return m.Mallocs }},
	{"/gc/heap/frees:bytes", func(m *MemStats) uint64 { return m.TotalAlloc - m.Alloc }},
	{"/gc/heap/frees:objects", func(m *MemStats) uint64 { return m.Frees }},
	{"/gc/heap/goal:bytes", func(m *MemStats) uint64 { return m.NextGC }},
	{"/gc/heap/objects:objects", func(m *MemStats) uint64 { return m.HeapObjects }},
	{"/memory/classes/heap/free:bytes", func(m *MemStats) uint64 { return m.HeapIdle - m.HeapReleased }},
	{"/memory/classes/heap/objects:bytes", func(m *MemStats) uint64 { return m.HeapAlloc }},
	{"/memory/classes/heap/released:bytes", func(m *MemStats) uint64 { return m.HeapReleased }},
	{"/memory/classes/heap/stacks:bytes", func(m *MemStats) uint64 { return m.StackInuse }},
	{"/memory/classes/heap/unused:bytes", func(m *MemStats) uint64 { return m.HeapInuse - m.HeapAlloc }},
	{"/memory/classes/metadata/mcache/free:bytes", func(m *MemStats) uint64 { return m.MCacheSys - m.MCacheInuse }},
	{"/memory/classes/metadata/mcache/inuse:bytes", func(m *MemStats) uint64 { return m.MCacheInuse }},
	{"/memory/classes/metadata/mspan/free:bytes", func(m *MemStats) uint64 { return m.MSpanSys - m.MSpanInuse }},
	{"/memory/classes/metadata/mspan/inuse:bytes", func(m *MemStats) uint64 { return m.MSpanInuse }},
	{"/memory/classes/metadata/other:bytes", func(m *MemStats) uint64 { return m.GCSys }},
	{"/memory/classes/os-stacks:bytes", func(m *MemStats) uint64 { return m.StackSys - m.StackInuse }},
	{"/memory/classes/other:bytes", func(m *MemStats) uint64 { return m.OtherSys }},
	{"/memory/classes/profiling/buckets:bytes", func(m *MemStats) uint64 { return m.BuckHashSys }},
	{"/memory/classes/total:bytes", func(m *MemStats) uint64 { return m.Sys }},
	{"/sched/gomaxprocs:threads", func(m *MemStats) uint64 { return uint64(GOMAXPROCS(0)) }},
	{"/sched/goroutines:goroutines", func(m *MemStats) uint64 { return uint64(NumGoroutine()) }},
}

//go:linkname metrics_read runtime/metrics.runtime_readMetrics
func metrics_read(samples unsafe.Pointer, n, cap int) {
	m := new(MemStats)
	ReadMemStats(m)
	list := unsafe.Slice((*metricSample)(samples), n)
	for i := range list {
		s := &list[i]
		s.kind, s.number = metricBad, 0
		if len(s.name) > len(settingPrefix) && s.name[:len(settingPrefix)] == settingPrefix {
			s.kind, s.number = metricUint64, settingEvents(s.name)
		}
		for k := range metrics {
			if metrics[k].name == s.name {
				s.kind, s.number = metricUint64, metrics[k].read(m)
			}
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
	return names
}

// ---- internal/godebug: each setting counts the events in which it was not at its default.

const settingPrefix = "/godebug/non-default-behavior/"

// A settingMetric is how one setting's count is read; the newest is first.
type settingMetric struct {
	name string
	read func() uint64
	next *settingMetric
}

var settingMetrics atomic.Pointer[settingMetric]

//go:linkname godebug_registerMetric internal/godebug.registerMetric
func godebug_registerMetric(name string, read func() uint64) {
	s := &settingMetric{name: name, read: read}
	for {
		s.next = settingMetrics.Load()
		if settingMetrics.CompareAndSwap(s.next, s) {
			return
		}
	}
}

// settingEvents is 0 also for a setting that nobody registered, since nothing has happened then.
func settingEvents(name string) uint64 {
	for s := settingMetrics.Load(); s != nil; s = s.next {
		if s.name == name {
			return s.read()
		}
	}
	return 0
}
