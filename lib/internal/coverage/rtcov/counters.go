// Counters of instrumented packages: each appends its own when it is initialised (src/build/cover.c), where gc's linker
// lays them side by side.

package rtcov

var Counters []CovCounterBlob
