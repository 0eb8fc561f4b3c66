// The child of a vfork runs on its parent's stack; what it spills there must leave the pidfd alone.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

func main() {
	for _, credential := range []bool{false, true} {
		cmd := exec.Command("/bin/echo", "hello")
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		if credential {
			cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(os.Getuid()), Gid: uint32(os.Getgid()), NoSetGroups: true}
		}
		out, err := cmd.CombinedOutput()
		fmt.Printf("%q %v\n", out, err)
	}
}
