#include "textflag.h"
#include "funcdata.h"
#include "go_asm.h"

// func heaviest(ps []particle) int
TEXT ·heaviest(SB), NOSPLIT, $0-32
	MOVQ  ps_base+0(FP), SI
	MOVQ  ps_len+8(FP), CX
	MOVQ  $-1, AX
	XORPS X0, X0             // the best mass so far
	XORQ  DX, DX

next:
	CMPQ  DX, CX
	JGE   done
	CMPB  particle_alive(SI), $0
	JEQ   skip
	MOVSS particle_mass(SI), X1
	UCOMISS X0, X1           // X1 > X0?
	JLS   skip
	MOVAPS X1, X0
	MOVQ  DX, AX

skip:
	ADDQ  $particle__size, SI
	INCQ  DX
	JMP   next

done:
	MOVQ AX, ret+24(FP)
	RET

// func clamp(x int64) (y int64, cut bool)
TEXT ·clamp(SB), NOSPLIT, $0-17
	MOVQ    x+0(FP), AX
	CMPQ    AX, $const_limit
	SETGT   cut+16(FP)
	MOVQ    $const_limit, BX
	CMOVQGT BX, AX
	MOVQ    AX, y+8(FP)
	RET

// func each(n int64, name string) (sum int64)
TEXT ·each(SB), 0, $48-32
	NO_LOCAL_POINTERS
	MOVQ $0, sum+24(FP)
	MOVQ $0, i-8(SP)

again:
	MOVQ i-8(SP), AX
	CMPQ AX, n+0(FP)
	JGE  finished
	MOVQ AX, 0(SP)
	MOVQ name_base+8(FP), BX
	MOVQ BX, 8(SP)
	MOVQ name_len+16(FP), BX
	MOVQ BX, 16(SP)
	CALL ·visit(SB)
	MOVQ 24(SP), AX
	ADDQ AX, sum+24(FP)
	INCQ i-8(SP)
	JMP  again

finished:
	RET
