// Functions that are one instruction where the processor has it: with variables, constants and results in use.
package main

import (
	"fmt"
	"math"
	"math/bits"
)

//go:noinline
func id[T any](x T) T { return x }

func count(x uint64) (n int) {
	for ; x != 0; x &= x - 1 {
		n++
	}
	return n
}

func main() {
	for _, x := range []float64{0, math.Copysign(0, -1), 0.5, -0.5, 1.5, 2.5, -2.5, 1 << 52, 1<<53 + 1, -1e300, math.Inf(1), math.Inf(-1), math.NaN(), 4.9e-324} {
		fmt.Println(x, math.Floor(x), math.Ceil(x), math.Trunc(x), math.RoundToEven(x), math.FMA(x, x, -x))
	}
	fmt.Println(math.Floor(-1.5), math.Ceil(-1.5), math.Trunc(-1.5), math.RoundToEven(-1.5), math.FMA(id(1+0x1p-52), 1-0x1p-52, -1))
	for x := uint64(1); x != 0; x <<= 7 {
		for _, y := range []uint64{x, x - 1, ^x, x * 0x9e3779b97f4a7c15} {
			if bits.OnesCount64(y) != count(y) || bits.OnesCount32(uint32(y)) != count(y&(1<<32-1)) ||
				bits.OnesCount16(uint16(y)) != count(y&(1<<16-1)) || bits.OnesCount8(uint8(y)) != count(y&255) || bits.OnesCount(uint(y)) != count(y) {
				fmt.Println("OnesCount", y)
			}
		}
	}
	fmt.Println(bits.OnesCount64(0xff0), bits.OnesCount8(id(uint8(0xf1))))
}
