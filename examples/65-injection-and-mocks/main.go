// Row 65: code that asks for an interface can be given a fake one.
package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
)

type mailer interface{ Send(to, text string) error }

type signup struct{ mail mailer }

func (s signup) register(name string) error {
	if name == "" {
		return errors.New("no name")
	}
	if err := s.mail.Send(name, "welcome"); err != nil {
		return fmt.Errorf("register %s: %w", name, err)
	}
	return nil
}

// A mock records its calls and answers as it was told.
type mockMailer struct {
	calls   []string
	answers map[string]error
}

func (m *mockMailer) Send(to, text string) error {
	m.calls = append(m.calls, to+": "+text)
	return m.answers[to]
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func main() {
	down := errors.New("server down")
	mock := &mockMailer{answers: map[string]error{"bob": down}}
	s := signup{mock}
	fmt.Println(s.register("ann"), s.register(""))
	err := s.register("bob")
	fmt.Println(err, errors.Is(err, down), mock.calls)

	// A whole server, or only its transport.
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "real bytes") }))
	defer server.Close()
	response, _ := http.Get(server.URL)
	body, _ := io.ReadAll(response.Body)
	fmt.Println(string(body))
	client := http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 418, Body: io.NopCloser(strings.NewReader(r.URL.Host))}, nil
	})}
	response, _ = client.Get("http://nowhere.invalid/")
	body, _ = io.ReadAll(response.Body)
	fmt.Println(response.StatusCode, string(body))
}
