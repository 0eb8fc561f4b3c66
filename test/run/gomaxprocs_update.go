// GOMAXPROCS follows the affinity mask as long as the program has not chosen a number.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"time"
	"unsafe"
)

type mask [16]uint64

func allThreads(f func(tid uintptr)) {
	dir, err := os.ReadDir("/proc/self/task")
	if err != nil {
		panic(err)
	}
	for _, d := range dir {
		tid, _ := strconv.Atoi(d.Name())
		f(uintptr(tid))
	}
}

func set(m *mask) {
	allThreads(func(tid uintptr) {
		syscall.RawSyscall(syscall.SYS_SCHED_SETAFFINITY, tid, unsafe.Sizeof(*m), uintptr(unsafe.Pointer(m)))
	})
}

func follows(want int) bool {
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if runtime.GOMAXPROCS(0) == want {
			return true
		}
	}
	return false
}

func main() {
	var before, one mask
	syscall.RawSyscall(syscall.SYS_SCHED_GETAFFINITY, 0, unsafe.Sizeof(before), uintptr(unsafe.Pointer(&before)))
	n := runtime.GOMAXPROCS(0)
	for i, w := range before {
		if w != 0 {
			one[i] = w & -w
			break
		}
	}
	set(&one)
	fmt.Println(follows(1))
	set(&before)
	fmt.Println(follows(n))
	runtime.GOMAXPROCS(3)
	set(&one)
	time.Sleep(2500 * time.Millisecond)
	fmt.Println(runtime.GOMAXPROCS(0))
	set(&before)
	runtime.SetDefaultGOMAXPROCS()
	fmt.Println(runtime.GOMAXPROCS(0) == n)
}
