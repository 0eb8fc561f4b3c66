package main

import (
	"fmt"
	"runtime"
	"syscall"
	"time"
)

// Everybody waits but main, whose system calls last about as long as sysmon takes to look at them: it takes main's P
// away just as main comes back.
func main() {
	runtime.GOMAXPROCS(1)
	go func() { select {} }()
	for end := time.Now().Add(500 * time.Millisecond); time.Now().Before(end); {
		for us := int64(5); us < 120; us += 5 {
			ts := syscall.Timespec{Nsec: us * 1000}
			syscall.Nanosleep(&ts, nil)
		}
	}
	fmt.Println("ok")
}
