// runtime/metrics: numbers that are kept, and a name that does not exist.
package main

import (
	"fmt"
	"runtime"
	"runtime/metrics"
)

func main() {
	runtime.GC()
	samples := []metrics.Sample{
		{Name: "/gc/cycles/forced:gc-cycles"},
		{Name: "/memory/classes/total:bytes"},
		{Name: "/sched/gomaxprocs:threads"},
		{Name: "/godebug/non-default-behavior/http2client:events"},
		{Name: "/no/such:thing"},
	}
	metrics.Read(samples)
	fmt.Println(samples[0].Value.Uint64(), samples[1].Value.Uint64() > 1<<16)
	fmt.Println(samples[2].Value.Uint64() == uint64(runtime.GOMAXPROCS(0)), samples[3].Value.Uint64())
	fmt.Println(samples[4].Value.Kind() == metrics.KindBad)
}
