// Row 36: one instance, made once, whoever comes first.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

type database struct{ opened int32 }

var opens atomic.Int32

var instance = sync.OnceValue(func() *database {
	time.Sleep(5 * time.Millisecond) // slow, so that many wait
	return &database{opens.Add(1)}
})

func main() {
	var wg sync.WaitGroup
	seen := make(chan *database, 100)
	for range 100 {
		wg.Go(func() { seen <- instance() })
	}
	wg.Wait()
	close(seen)
	same := true
	for db := range seen {
		same = same && db == instance()
	}
	fmt.Println("opened", opens.Load(), "time; all the same:", same)
}
