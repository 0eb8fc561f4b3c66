# void ugx_tidystack(void): clears what returned calls left below the caller's frame, as ugrt_stack_clean
# (residue.c) does for one that is parked: down to 256 bytes of zeros, within the segment. Emitted code
# calls it where a collection is asked for. The registers that a callee would save are cleared too, for old
# values in them; inline assembly tells gcc of these alone: all others are kept. It notes whom
# it tidied: the frame holds pointers as Go has them (gc/roots.c).

#include "stack/tls_amd64.h"
#define G_SEG 8
#define G_TIDYSP 128
#define SEG_GUARD 0
#define RUN 32			/* words */

	.text
	.globl ugx_tidystack
	.type ugx_tidystack,@function
ugx_tidystack:
	.cfi_startproc
	pushq %rax
	pushq %rcx
	pushq %rdx
	load_g %rax
	leaq 32(%rsp),%rcx
	movq %rcx,G_TIDYSP(%rax)
	movq G_SEG(%rax),%rax
	testq %rax,%rax
	jz .Ldone			# system stack
	movq SEG_GUARD(%rax),%rdx
	testq %rdx,%rdx
	jz .Ldone			# C's own stack
	movq %rsp,%rax
.Lmore:	movl $RUN,%ecx
.Lnext:	subq $8,%rax
	cmpq %rdx,%rax
	jb .Ldone
	cmpq $0,(%rax)
	je .Lzero
	movq $0,(%rax)
	jmp .Lmore
.Lzero:	decl %ecx
	jnz .Lnext
.Ldone:
	xorl %ebx,%ebx
	xorl %r12d,%r12d
	xorl %r13d,%r13d
	xorl %r14d,%r14d
	xorl %r15d,%r15d
	popq %rdx
	popq %rcx
	popq %rax
	movq $0,-8(%rsp)
	movq $0,-16(%rsp)
	movq $0,-24(%rsp)
	ret
	.cfi_endproc
	.size ugx_tidystack,.-ugx_tidystack

	.section .note.GNU-split-stack,"",@progbits
	.section .note.GNU-stack,"",@progbits
