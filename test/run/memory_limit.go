// A memory limit holds on a heap that churns, with GOGC off; what is given back is gone from the process.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
)

const (
	limit = 200 << 20
	live  = 120 << 20
	total = 1200 << 20
)

func resident() int {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		panic(err)
	}
	pages, _ := strconv.Atoi(strings.Fields(string(statm))[1])
	return pages * os.Getpagesize()
}

func used() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64() - s[1].Value.Uint64()
}

func churn() (most uint64) {
	x := uint32(1)
	random := func() int { x ^= x << 13; x ^= x >> 17; x ^= x << 5; return int(x >> 1) }
	var ring [][]byte
	for have := 0; have < live; {
		b := make([]byte, 16+random()%8000)
		ring = append(ring, b)
		have += len(b)
	}
	for n, i := 0, 0; n < total; i++ {
		b := make([]byte, 16+random()%8000)
		ring[random()%len(ring)] = b
		n += len(b)
		if i%1000 == 0 {
			most = max(most, used())
		}
	}
	runtime.KeepAlive(ring)
	return most
}

func main() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(limit)
	most := churn()
	fmt.Println("within 5 %:", most <= limit/100*105, most > live)
	debug.FreeOSMemory()
	after := resident()
	fmt.Println("given back:", after < live/4)
	if most > limit/100*105 || after >= live/4 {
		fmt.Println(most>>20, "MB,", after>>20, "MB after")
	}
}
