// GODEBUG settings as metrics: internal/godebug counts the events in which a setting was not at its default.

package runtime

import (
	"internal/godebugs"
	"internal/runtime/atomic"
)

// newSettingCounter gives what counts an event of the named setting; nil until internal/godebug is initialised.
var newSettingCounter func(name string) func()

//go:linkname godebug_setNewIncNonDefault internal/godebug.setNewIncNonDefault
func godebug_setNewIncNonDefault(newIncNonDefault func(string) func()) {
	newSettingCounter = newIncNonDefault
}

// panicnil is the one setting that the runtime itself acts on and counts.
var panicNilCounter atomic.Pointer[func()]

//go:linkname panicNilUsed ugrt_go_panicnilused
func panicNilUsed() {
	count := panicNilCounter.Load()
	if count == nil {
		if newSettingCounter == nil {
			return
		}
		made := newSettingCounter("panicnil")
		panicNilCounter.CompareAndSwap(nil, &made)
		count = panicNilCounter.Load()
	}
	(*count)()
}

const (
	settingPrefix = "/godebug/non-default-behavior/"
	settingSuffix = ":events"
)

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

// settingOf is the metric's name if it is that of a setting which has one, else "".
func settingOf(metric string) string {
	n := len(metric) - len(settingSuffix)
	if n <= len(settingPrefix) || metric[:len(settingPrefix)] != settingPrefix || metric[n:] != settingSuffix {
		return ""
	}
	if s := godebugs.Lookup(metric[len(settingPrefix):n]); s == nil || s.Opaque {
		return ""
	}
	return metric
}

// settingEvents is 0 also for a setting that nobody registered, since nothing has happened then.
func settingEvents(metric string) uint64 {
	for s := settingMetrics.Load(); s != nil; s = s.next {
		if s.name == metric {
			return s.read()
		}
	}
	return 0
}
