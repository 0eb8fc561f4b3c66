// Building, splitting, searching and replacing text.
package main

import (
	"fmt"
	"strconv"
	"strings"
)

func main() {
	total := 0
	for round := range 200 {
		var b strings.Builder
		for i := range 5000 {
			b.WriteString(strconv.Itoa(i * round))
			b.WriteByte(',')
		}
		s := b.String()
		for _, f := range strings.Split(s, ",") {
			if n, err := strconv.Atoi(f); err == nil {
				total += n & 7
			}
		}
		s = strings.ReplaceAll(s, "9,", "nine,")
		total += strings.Count(s, "nine") + strings.LastIndex(s, "1234") + len(strings.ToUpper(s))
		concat := ""
		for i := range 200 {
			concat += s[i : i+3]
		}
		total += len(concat) + strings.Index(concat, "zzz")
	}
	fmt.Println(total)
}
