// gcc splits a function at its first condition and inlines the smaller part: the rest, which the caller then calls,
// has no frame of its own beside its function's.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

type event struct {
	seen []string
	skip int
}

func (e *event) caller(skip int) *event {
	if e == nil {
		return e
	}
	for i := range 4 {
		pc, _, line, ok := runtime.Caller(i)
		if !ok {
			return e
		}
		e.seen = append(e.seen, fmt.Sprint(runtime.FuncForPC(pc).Name(), ":", line))
	}
	_, _, line, _ := runtime.Caller(skip + e.skip)
	e.seen = append(e.seen, fmt.Sprint(line), trace())
	return e
}

func trace() string {
	var frames []string
	for _, line := range strings.Split(string(debug.Stack()), "\n") {
		if name, _, ok := strings.Cut(line, "("); ok && strings.HasPrefix(name, "main.") {
			frames = append(frames, strings.TrimPrefix(line, "main."))
		}
	}
	for i, f := range frames {
		frames[i] = f[:strings.LastIndex(f, "(")]
	}
	return strings.Join(frames, " ")
}

type hook interface{ run(e *event, msg string) }

type callerHook struct{ skip int }

func (c callerHook) run(e *event, msg string) {
	switch c.skip {
	case 0:
		e.caller(2)
	default:
		e.caller(c.skip)
	}
}

type logger struct{ hooks []hook }

func (l *logger) msg(e *event, msg string) {
	for _, h := range l.hooks {
		h.run(e, msg)
	}
}

func main() {
	l := &logger{[]hook{callerHook{}, callerHook{3}}}
	e := &event{}
	l.msg(e, "x")
	for _, s := range e.seen {
		fmt.Println(s)
	}
	l.msg(nil, "y")
}
