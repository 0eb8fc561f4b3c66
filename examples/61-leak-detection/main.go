// Row 61: goroutines that are left over. A test can look for them as the module goleak does: compare the stacks
// before and after, and give what is just ending a little time. The runtime knows more: its collector finds those that
// nothing can ever wake.
//
//	GOEXPERIMENT=goroutineleakprofile undergo run main.go      runtime/pprof has the profile "goroutineleak"
//	UNDERGO=leakcheck undergo run main.go                      a report when the program ends
package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"
)

// first returns what one of several servers answers first. The channel has no room: those that come later wait for
// ever. A buffer of len(servers) mends it.
func first(servers ...func() string) string {
	answer := make(chan string)
	for _, ask := range servers {
		go func() { answer <- ask() }()
	}
	return <-answer
}

// firstOf mends it in the other way: a context tells the others to give up.
func firstOf(servers ...func() string) string {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	answer := make(chan string)
	for _, ask := range servers {
		go func() {
			select {
			case answer <- ask():
			case <-ctx.Done():
			}
		}()
	}
	return <-answer
}

func stacks() map[string]string { // by "goroutine N"
	buf := make([]byte, 1<<16)
	buf = buf[:runtime.Stack(buf, true)]
	all := map[string]string{}
	for _, g := range strings.Split(string(buf), "\n\n") {
		name, _, _ := strings.Cut(g, " [")
		all[name] = g
	}
	return all
}

var errLeak = errors.New("leaked")

// verifyNone runs f and says what is left of it.
func verifyNone(f func()) error {
	before := stacks()
	f()
	var left []string
	for wait := time.Millisecond; wait < 100*time.Millisecond; wait *= 2 {
		left = left[:0]
		for name, g := range stacks() {
			if before[name] == "" {
				_, state, _ := strings.Cut(g, " [")
				state, _, _ = strings.Cut(state, "]")
				left = append(left, state)
			}
		}
		if len(left) == 0 {
			return nil
		}
		time.Sleep(wait)
	}
	return fmt.Errorf("%w: %d in %q", errLeak, len(left), left[0])
}

func main() {
	one := func() string { return "one" }
	fmt.Println("first:", verifyNone(func() { first(one, one, one) }))
	fmt.Println("firstOf:", verifyNone(func() { firstOf(one, one, one) }))

	if p := pprof.Lookup("goroutineleak"); p != nil { // says the same, without being told where to look
		var text strings.Builder
		p.WriteTo(&text, 1)
		if !strings.Contains(text.String(), "2 @") || !strings.Contains(text.String(), "main.first.func1") {
			fmt.Println(text.String())
		}
	}
}
