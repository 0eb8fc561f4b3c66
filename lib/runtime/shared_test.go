// What the tests named in overlay.txt share with files of the runtime's tests that are not used.

package runtime_test

import "flag"

var flagQuick = flag.Bool("quick", false, "skip slow tests")

// stackGrowthRecursive needs a kilobyte of stack for each level.
func stackGrowthRecursive(levels int) {
	var frame [128]uint64
	if levels > 0 && frame[levels%len(frame)] == 0 {
		stackGrowthRecursive(levels - 1)
	}
}
