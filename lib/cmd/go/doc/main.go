// Doc is the go command's `doc` as a program of its own.
package main

import (
	"cmd/go/internal/doc"
	"context"
	"os"
)

func main() {
	doc.CmdDoc.Run(context.Background(), doc.CmdDoc, os.Args[1:])
}
