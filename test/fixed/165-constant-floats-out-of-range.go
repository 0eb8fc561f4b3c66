// A float that the C compiler knows converts as one that it does not.
package main

import "fmt"

func main() {
	var f float32 = 1e38
	fmt.Println(int(f), int64(f), int32(f), uint64(f), uint32(f))
	x := 1e38
	fmt.Println(int(x), int8(x), uint(-x), uint32(-x/1e30))
	y := 3.99
	fmt.Println(int(y), int32(-y), uint8(y), uint64(y))
}
