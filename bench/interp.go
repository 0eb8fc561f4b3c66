// A bytecode interpreter: a switch in a loop.
package main

import "fmt"

const (
	push = iota
	load
	store
	add
	sub
	mul
	less
	jumpIf
	jump
	halt
)

type instr struct {
	op  uint8
	arg int
}

func run(code []instr) int {
	var stack [16]int
	var vars [4]int
	sp, pc := 0, 0
	for {
		in := code[pc]
		pc++
		switch in.op {
		case push:
			stack[sp&15] = in.arg
			sp++
		case load:
			stack[sp&15] = vars[in.arg&3]
			sp++
		case store:
			sp--
			vars[in.arg&3] = stack[sp&15]
		case add:
			sp--
			stack[(sp-1)&15] += stack[sp&15]
		case sub:
			sp--
			stack[(sp-1)&15] -= stack[sp&15]
		case mul:
			sp--
			stack[(sp-1)&15] *= stack[sp&15]
		case less:
			sp--
			if stack[(sp-1)&15] < stack[sp&15] {
				stack[(sp-1)&15] = 1
			} else {
				stack[(sp-1)&15] = 0
			}
		case jumpIf:
			sp--
			if stack[sp&15] != 0 {
				pc = in.arg
			}
		case jump:
			pc = in.arg
		case halt:
			return vars[1]
		}
	}
}

func main() {
	// for v0 < 20,000,000 { v1 = v1*3 + v0 - 1; v0 = v0 + 1 }
	code := []instr{
		{load, 0}, {push, 20_000_000}, {less, 0}, {jumpIf, 5}, {jump, 17},
		{load, 1}, {push, 3}, {mul, 0}, {load, 0}, {add, 0}, {push, 1}, {sub, 0}, {store, 1},
		{load, 0}, {push, 1}, {add, 0}, {store, 0}, {halt, 0},
	}
	code = append(code[:17], instr{jump, 0}, instr{halt, 0})
	code[4].arg = 18
	fmt.Println(run(code))
}
