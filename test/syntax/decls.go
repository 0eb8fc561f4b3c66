// Errors in declarations, and that parsing goes on after them.
package p

import "a"
import /* ERROR "import path must be a string" */ 5
import /* ERROR "missing import path" */ ;

var /* ERROR "unexpected literal 1, expected name" */ 1 = 2

/* ERROR "imports must appear before other declarations" */ import "b"

func /* ERROR "unexpected literal 3, expected name or .$" */ 3() {}

func () /* ERROR "method has no receiver" */ m() {}

func f(a int, /* ERROR "missing parameter name" */ []string) {}
func g(a int, b /* ERROR "missing parameter type" */ ) {}
func h(a /* ERROR "can only use ... with final parameter" */ ...int, b int) {}

type T /* ERROR "unexpected newline in type declaration" */
type U[P any, /* ERROR "missing type parameter name" */ *int] int
type V[P *C, Q any] struct{}
type W[P *C,] struct{}
type X[P *C | ~int] struct{}
type Y[N]int
type Z[N * 2]int

type I interface {
	m()
	~int | string
	J[int]
	n /* ERROR "interface method must have no type parameters" */ [P any](P)
}

/* ERROR "non-declaration statement outside function body" */ x := 1

var last = 1
