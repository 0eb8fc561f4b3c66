// Row 33: a signal stops the server from taking new requests; those under way are finished.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()

	started := make(chan struct{}, 8)
	release := make(chan struct{})
	mux := http.NewServeMux()
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		started <- struct{}{}
		<-release
		io.WriteString(w, "finished")
	})
	server := &http.Server{Handler: mux}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	served := make(chan error)
	go func() { served <- server.Serve(listener) }()

	var clients sync.WaitGroup
	var mu sync.Mutex
	answers := map[string]int{}
	for range 8 {
		clients.Go(func() {
			response, err := http.Get("http://" + listener.Addr().String() + "/slow")
			answer := "failed"
			if err == nil {
				body, _ := io.ReadAll(response.Body)
				response.Body.Close()
				answer = string(body)
			}
			mu.Lock()
			answers[answer]++
			mu.Unlock()
		})
	}
	for range 8 {
		<-started
	}

	syscall.Kill(syscall.Getpid(), syscall.SIGTERM)
	<-ctx.Done()
	fmt.Println("signal:", ctx.Err())
	down := make(chan error)
	go func() {
		limit, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		down <- server.Shutdown(limit)
	}()
	fmt.Println("Serve:", errors.Is(<-served, http.ErrServerClosed))
	close(release)
	fmt.Println("Shutdown:", <-down)
	clients.Wait()
	fmt.Println(answers)
	_, err = net.Dial("tcp", listener.Addr().String())
	fmt.Println("refused afterwards:", err != nil)
}
