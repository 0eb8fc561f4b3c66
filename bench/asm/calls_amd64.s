#include "textflag.h"
#include "funcdata.h"

TEXT ·empty(SB), NOSPLIT, $0-0
	RET

TEXT ·add(SB), NOSPLIT, $0-24
	MOVQ a+0(FP), AX
	ADDQ b+8(FP), AX
	MOVQ AX, ret+16(FP)
	RET

TEXT ·sum(SB), NOSPLIT, $0-32
	MOVQ  x_base+0(FP), SI
	MOVSD 0(SI), X0
	ADDSD 8(SI), X0
	MOVSD X0, ret+24(FP)
	RET

TEXT ·callback(SB), 0, $16-16
	NO_LOCAL_POINTERS
	MOVQ n+0(FP), AX
	MOVQ AX, 0(SP)
	CALL ·visit(SB)
	MOVQ 8(SP), AX
	MOVQ AX, ret+8(FP)
	RET
