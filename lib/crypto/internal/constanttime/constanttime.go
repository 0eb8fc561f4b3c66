// The one function that gc's compiler makes by itself. The C compiler turns it into a move of the
// flag, no branch.

package constanttime

func boolToUint8(b bool) uint8 {
	if b {
		return 1
	}
	return 0
}
