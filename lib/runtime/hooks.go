// What packages of the standard library expect package runtime to push into them and C can't serve
// alone. What C serves directly stands in lib/bind.txt.

package runtime

import "internal/cpu"

// godebugDefault holds the settings that the program's main module starts with; the build sets it.
var godebugDefault string

// setGodebugDefault lets them count for the runtime, below what the environment says.
//
//go:linkname setGodebugDefault ugx_setgodebugdefault
func setGodebugDefault(settings string)

func init() {
	if godebugDefault != "" {
		setGodebugDefault(godebugDefault)
	}
	cpu.Initialize(godebugFor("cpu."))
}

// godebugFor returns GODEBUG when it has a setting with the given prefix.
func godebugFor(prefix string) string {
	s := getenv("GODEBUG")
	for i := 0; i+len(prefix) <= len(s); i++ {
		if s[i:i+len(prefix)] == prefix {
			return s
		}
	}
	return ""
}

// zeroVal backs the zero values that reflect and map access hand out by address.
var zeroVal [1024]byte

// ---- internal/godebug: told of every change of GODEBUG, the first time at once.

var godebugUpdate func(def, env string)

//go:linkname godebug_setUpdate internal/godebug.setUpdate
func godebug_setUpdate(update func(string, string)) {
	godebugUpdate = update
	update(godebugDefault, getenv("GODEBUG"))
}

// envChanged is called by the C side after os.Setenv and os.Unsetenv.
//
//go:linkname envChanged ugrt_go_envchanged
func envChanged(key, value string) {
	if key == "GODEBUG" && godebugUpdate != nil {
		godebugUpdate(godebugDefault, value)
	}
}

// ---- internal/runtime/exithook: functions to be run when main returns or os.Exit is called.

var exitHooks func(code int)

//go:linkname exithook_set internal/runtime/exithook.set
func exithook_set(run func(int)) { exitHooks = run }

//go:linkname runExitHooks ugrt_go_exithooks
func runExitHooks(code int) {
	if exitHooks != nil {
		exitHooks(code)
	}
}

// ---- runtime/debug

//go:linkname debug_modinfo runtime/debug.modinfo
func debug_modinfo() string { return modInfo() }

//go:linkname modInfo ugx_modinfo
func modInfo() string

//go:linkname debug_WriteHeapDump runtime/debug.WriteHeapDump
func debug_WriteHeapDump(fd uintptr) { throw("runtime/debug.WriteHeapDump: not supported") }

//go:linkname setCrashFD runtime.setCrashFD
func setCrashFD(fd uintptr) uintptr { return printCrashFD(fd) }

//go:linkname printCrashFD ugrt_print_crashfd
func printCrashFD(fd uintptr) uintptr

// ---- crypto: one flag a goroutine (C keeps it), fatal errors.

//go:linkname fips_fatal crypto/internal/fips140.fatal
func fips_fatal(s string) { fatal(s) }

//go:linkname sysrand_fatal crypto/internal/sysrand.fatal
func sysrand_fatal(s string) { fatal(s) }

//go:linkname rand_fatal crypto/rand.fatal
func rand_fatal(s string) { fatal(s) }

// ---- What std's own tests ask for.

//go:linkname blockUntilEmptyFinalizerQueue ugrt_finq_wait
func blockUntilEmptyFinalizerQueue(timeout int64) bool

//go:linkname sync_test_blockUntilEmptyCleanupQueue sync_test.runtime_blockUntilEmptyCleanupQueue
func sync_test_blockUntilEmptyCleanupQueue(timeout int64) bool {
	return blockUntilEmptyFinalizerQueue(timeout)
}

//go:linkname unique_blockUntilEmptyCleanupQueue unique.runtime_blockUntilEmptyCleanupQueue
func unique_blockUntilEmptyCleanupQueue(timeout int64) bool {
	return blockUntilEmptyFinalizerQueue(timeout)
}

// haveHighResSleep is what package time's tests want to know of the system.
var haveHighResSleep = true
