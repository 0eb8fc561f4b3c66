// panic(nil) follows GODEBUG=panicnil as the program sets it.
package main

import (
	"fmt"
	"os"
)

func try() {
	defer func() { fmt.Println(recover()) }()
	panic(nil)
}

func main() {
	try()
	os.Setenv("GODEBUG", "panicnil=1")
	try()
	os.Setenv("GODEBUG", "")
	try()
}
