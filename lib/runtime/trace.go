package runtime

// The execution tracer is runtime/trace; its tables are bound in lib/bind.txt.

//go:linkname startTrace ugx_trace_start
func startTrace() bool

//go:linkname traceAdvance ugx_trace_advance
func traceAdvance(stop bool)

//go:linkname readTrace ugx_trace_read
func readTrace() []byte

// StartTrace enables tracing for the current process. Its data is kept until [ReadTrace] takes it.
// It is an error if tracing is already enabled.
// Most clients should use the [runtime/trace] package or the [testing] package's -test.trace flag instead.
func StartTrace() error {
	if !startTrace() {
		return errorString("tracing is already enabled")
	}
	return nil
}

// StopTrace stops tracing, if it was previously enabled, and returns once all of it has been read.
func StopTrace() { traceAdvance(true) }

// ReadTrace returns the next chunk of binary tracing data, blocking until there is some. It returns nil
// once tracing is off and all of its data has been returned. The chunk is good until the next call, and
// only one goroutine at a time may call.
func ReadTrace() (buf []byte) { return readTrace() }
