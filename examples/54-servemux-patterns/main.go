// Row 54: methods, wildcards, precedence: the more specific pattern wins, conflicts are found when they are registered.
package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
)

func main() {
	mux := http.NewServeMux()
	say := func(pattern string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, "%s id=%s rest=%s", r.Pattern, r.PathValue("id"), r.PathValue("rest"))
		})
	}
	for _, p := range []string{"/", "GET /items/{id}", "POST /items/", "GET /items/latest", "/files/{rest...}", "/exact/{$}", "other.org/"} {
		say(p)
	}
	for _, req := range []string{"GET /items/7", "HEAD /items/7", "GET /items/latest", "POST /items/7", "DELETE /items/7",
		"GET /files/a/b%20c", "GET /exact/", "GET /exact/more", "GET http://other.org/items/7x/y", "GET /files"} {
		method, target, _ := strings.Cut(req, " ")
		rec := httptest.NewRecorder()
		mux.ServeHTTP(rec, httptest.NewRequest(method, target, nil))
		fmt.Println(req, "->", rec.Code, strings.TrimSpace(rec.Body.String()), rec.Header().Get("Allow")+rec.Header().Get("Location"))
	}
	defer func() {
		text, _, _ := strings.Cut(fmt.Sprint(recover()), " (registered at")
		fmt.Println(text)
	}()
	say("GET /{what}/latest")
	say("GET /items/{$}")
	say("GET /items/{other}")
}
