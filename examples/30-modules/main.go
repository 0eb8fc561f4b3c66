// Row 30: modules. See go.mod; what was selected and what replaces it is in the program.
//
// Worth a try in this directory: `undergo list -m all`, `undergo mod graph`, `undergo mod why -m example.com/greet/word`,
// `undergo tool shout modules`, `undergo mod vendor`, `undergo version -m` of the program.
package main

import (
	"fmt"
	"runtime/debug"

	"example.com/greet"
)

func main() {
	fmt.Println(greet.Hello("modules"))
	info, ok := debug.ReadBuildInfo()
	if !ok {
		fmt.Println("built without modules")
		return
	}
	fmt.Println("main module:", info.Main.Path)
	for _, m := range info.Deps {
		fmt.Println(m.Path, m.Version, "=>", m.Replace.Path)
	}
}
