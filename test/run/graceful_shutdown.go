// http.Server.Shutdown under load loses no request: every request that was accepted gets its whole answer, over
// HTTP/1.1 and over HTTP/2 with TLS; what comes later is refused.
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const clients = 32

var payload = strings.Repeat("0123456789abcdef", 1024)

func run(http2 bool) {
	var started, finished atomic.Int64 // requests seen by the handler
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started.Add(1)
		defer finished.Add(1)
		io.WriteString(w, payload[:len(payload)/2])
		time.Sleep(2 * time.Millisecond)
		io.WriteString(w, payload[len(payload)/2:])
	}))
	server.EnableHTTP2 = http2
	if http2 {
		server.StartTLS()
	} else {
		server.Start()
	}
	client := server.Client()
	var complete, cut atomic.Int64
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for {
				resp, err := client.Get(server.URL)
				if err != nil {
					return // refused: the server is gone
				}
				body, err := io.ReadAll(resp.Body)
				resp.Body.Close()
				if err != nil || string(body) != payload {
					cut.Add(1)
					return
				}
				complete.Add(1)
			}
		})
	}
	for complete.Load() < 10*clients {
		time.Sleep(time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	err := server.Config.Shutdown(ctx)
	wg.Wait()
	fmt.Println("http2:", http2, "shutdown:", err, "cut:", cut.Load())
	fmt.Println("all finished:", started.Load() == finished.Load(), "all answered:", complete.Load() == finished.Load())
}

func main() {
	run(false)
	run(true)
}
