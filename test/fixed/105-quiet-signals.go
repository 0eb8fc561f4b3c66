// Signals nobody asked for are caught without any action; after Notify and Stop as well.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	syscall.Kill(os.Getpid(), syscall.SIGUSR1)
	syscall.Kill(os.Getpid(), syscall.SIGALRM)
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR1)
	syscall.Kill(os.Getpid(), syscall.SIGUSR1)
	fmt.Println(<-c)
	signal.Stop(c)
	syscall.Kill(os.Getpid(), syscall.SIGUSR1)
	fmt.Println("alive")
}
