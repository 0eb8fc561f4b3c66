// Tests of an external package see what users of slug see.
package slug_test

import (
	"fmt"

	"undergo.example/testing/slug"
)

// An example's output is compared with the comment at its end.
func ExampleMake() {
	fmt.Println(slug.Make("Table tests, benchmarks & fuzzing"))
	// Output: table-tests-benchmarks-fuzzing
}

func ExampleMake_words() {
	for _, w := range []string{"Two", "One"} {
		fmt.Println(slug.Make(w))
	}
	// Unordered output:
	// one
	// two
}
