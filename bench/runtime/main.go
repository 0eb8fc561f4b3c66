// What the runtime's operations cost, for `run` to set beside gc's: `runtime GROUP` measures one group and prints a
// line a row: name, unit, the ratio to gc's that is wanted, the value. Without an argument, the names of the groups.
package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

var groups = []struct {
	name string
	rows func()
}{
	{"goroutine", goroutineRows},
	{"channel", channelRows},
	{"select", selectRows},
	{"sync", syncRows},
	{"timer", timerRows},
	{"latency", latencyRows},
	{"stack", stackRows},
	{"syscall", syscallRows},
	{"tcp", tcpRows},
	{"malloc", mallocRows},
	{"trees", treeRows},
	{"heap", heapRows},
	{"map", mapRows},
	{"parked", parkedRows},
}

func main() {
	for _, g := range groups {
		if len(os.Args) == 1 {
			fmt.Println(g.name)
		} else if g.name == os.Args[1] {
			g.rows()
		}
	}
}

func report(name, unit string, wanted, value float64) {
	fmt.Printf("%s\t%s\t%g\t%.4g\n", name, unit, wanted, value)
}

const span = 30 * time.Millisecond // a measurement takes about this long

func timed(f func()) time.Duration {
	begin := time.Now()
	f()
	return time.Since(begin)
}

// perOp reports the nanoseconds an operation takes, of which f(n) does n: the best of five runs.
func perOp(name string, wanted float64, f func(n int)) {
	batches(name, wanted, 1, f)
}

// perBatch reports the nanoseconds an operation takes, of which f does size.
func perBatch(name string, wanted float64, size int, f func()) {
	batches(name, wanted, size, func(n int) {
		for range n {
			f()
		}
	})
}

func batches(name string, wanted float64, size int, f func(n int)) {
	runtime.GC()
	n := 1
	took := timed(func() { f(n) })
	for ; took < span/4; took = timed(func() { f(n) }) {
		n *= 2
	}
	n = max(1, int(float64(n)*float64(span)/float64(took)))
	least := time.Hour
	for range 5 {
		least = min(least, timed(func() { f(n) }))
	}
	report(name, "ns", wanted, float64(least.Nanoseconds())/float64(n*size))
}

// percentiles reports the middle, the 99th percentile and the greatest of some durations in microseconds.
func percentiles(name string, wanted float64, d []time.Duration) {
	slices.Sort(d)
	us := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 }
	report(name+" p50", "µs", wanted, us(d[len(d)/2]))
	report(name+" p99", "µs", wanted, us(d[len(d)*99/100]))
	report(name+" max", "µs", wanted, us(d[len(d)-1]))
}

// status is a line of /proc/self/status in bytes.
func status(field string) float64 {
	text, err := os.ReadFile("/proc/self/status")
	check(err)
	_, rest, _ := strings.Cut(string(text), field+":")
	kb, err := strconv.Atoi(strings.Fields(rest)[0])
	check(err)
	return float64(kb) * 1024
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
