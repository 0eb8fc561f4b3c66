// LockOSThread: a wired goroutine stays on its thread and has it for itself, whatever the others do; calls nest; main,
// wired in init, is on the program's first thread; who ends wired takes the thread along.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

func init() { runtime.LockOSThread() }

func busy(stop *atomic.Bool) {
	for n := 0; !stop.Load(); n++ {
		if n%1000 == 0 {
			runtime.Gosched()
		}
	}
}

func main() {
	if syscall.Gettid() != os.Getpid() {
		fmt.Println("main runs on thread", syscall.Gettid())
	}
	var stop atomic.Bool
	var loops, group sync.WaitGroup
	for range 4 {
		loops.Go(func() { busy(&stop) })
	}
	var owners sync.Map // thread: true while it is wired
	unwired := func() {
		if _, wired := owners.Load(syscall.Gettid()); wired {
			fmt.Println("another's thread")
		}
	}
	c := make(chan int)
	for i := range 8 {
		group.Go(func() {
			runtime.LockOSThread()
			runtime.LockOSThread()
			tid := syscall.Gettid()
			if _, double := owners.LoadOrStore(tid, true); double {
				fmt.Println("two on a thread")
			}
			runtime.UnlockOSThread() // still wired
			for n := range 300 {
				switch n % 4 {
				case 0:
					runtime.Gosched()
				case 1:
					if i%2 == 0 {
						c <- n
					} else {
						<-c
					}
				case 2:
					time.Sleep(10 * time.Microsecond)
				case 3:
					syscall.Getppid()
				}
				if syscall.Gettid() != tid {
					fmt.Println("moved")
					return
				}
			}
			owners.Delete(tid)
			if i%4 < 2 {
				runtime.UnlockOSThread()
			} // else the thread ends
		})
		group.Go(func() {
			// What happens between the look at the thread and the table may not be an unlock: look twice.
			for range 300 {
				runtime.Gosched()
				unwired()
			}
		})
	}
	group.Wait()
	stop.Store(true)
	loops.Wait()

	// A wired goroutine that ends while it is wired ends its thread.
	var tid int
	group.Go(func() {
		runtime.LockOSThread()
		tid = syscall.Gettid()
	})
	group.Wait()
	gone := false
	for begin := time.Now(); !gone && time.Since(begin) < 10*time.Second; {
		gone = syscall.Tgkill(os.Getpid(), tid, 0) == syscall.ESRCH
		time.Sleep(time.Millisecond)
	}
	if !gone {
		fmt.Println("the thread of a wired goroutine has not ended")
	}
	if syscall.Gettid() != os.Getpid() {
		fmt.Println("main runs on thread", syscall.Gettid())
	}
	fmt.Println("done")
}
