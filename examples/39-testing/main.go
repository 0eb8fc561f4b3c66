// Row 39, testing. The program only uses package slug; what the row is about stands in slug's tests. Try
//
//	undergo test -v -cover ./...
//	undergo test -run Make/accents -bench . -benchmem ./slug
//	undergo test -fuzz Make -fuzztime 5s ./slug
package main

import (
	"fmt"

	"undergo.example/testing/slug"
)

func main() {
	for _, title := range []string{"Hello, World!", "  Go 1.26 -- out now  ", "Ångström & Übung"} {
		fmt.Println(slug.Make(title))
	}
}
