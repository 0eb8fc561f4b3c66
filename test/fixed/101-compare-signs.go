// strings.Compare, cmp.Compare and bytes.Compare give -1, 0 or 1, whatever the bytes' distance.
package main

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
)

func main() {
	for _, p := range [][2]string{{"x", "ab"}, {"ab", "x"}, {"a", "a"}, {"a", "aaaa"}, {"aaaa", "a"}} {
		fmt.Println(strings.Compare(p[0], p[1]), cmp.Compare(p[0], p[1]), bytes.Compare([]byte(p[0]), []byte(p[1])))
	}
	defer func() { fmt.Println(recover()) }()
	bytes.Repeat([]byte("--"), 1<<60)
}
