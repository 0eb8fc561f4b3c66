// Checkspeed type-checks the given packages and all they import with go/types, on one thread, and
// prints the seconds of processor time it took. Functions without body are errors to go/types, so
// errors are not counted: undergo check finds none. tools/checkspeed/run compares it with undergo check.
package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
)

type listed struct {
	ImportPath, Dir string
	GoFiles         []string
	ImportMap       map[string]string
}

type importer struct {
	done map[string]*types.Package
	pkg  *listed
}

func (im importer) Import(path string) (*types.Package, error) {
	if to, ok := im.pkg.ImportMap[path]; ok {
		path = to
	}
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if p := im.done[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("%s was not checked", path)
}

func cpuSeconds() float64 {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

func main() {
	runtime.GOMAXPROCS(1)
	cmd := exec.Command("go", append([]string{"list", "-deps", "-json=ImportPath,Dir,GoFiles,ImportMap"}, os.Args[1:]...)...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var packages []*listed
	for dec := json.NewDecoder(out); ; {
		p := new(listed)
		if err := dec.Decode(p); err == io.EOF {
			break
		} else if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		packages = append(packages, p)
	}
	start := cpuSeconds()
	done := map[string]*types.Package{}
	for _, p := range packages {
		if p.ImportPath == "unsafe" {
			continue
		}
		fset := token.NewFileSet()
		var files []*ast.File
		for _, name := range p.GoFiles {
			f, _ := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			files = append(files, f)
		}
		conf := types.Config{Importer: importer{done, p}, Error: func(error) {}, Sizes: types.SizesFor("gc", "amd64")}
		info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
			Selections: map[*ast.SelectorExpr]*types.Selection{}, Instances: map[*ast.Ident]types.Instance{}}
		done[p.ImportPath], _ = conf.Check(p.ImportPath, fset, files, info)
	}
	fmt.Printf("%d packages, %.2f\n", len(packages), cpuSeconds()-start)
}
