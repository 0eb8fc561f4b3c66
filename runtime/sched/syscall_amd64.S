# The doors to a system call: each notes, before any register is touched, where the caller's frames
# begin and its callee-saved registers, for the collector and tracebacks (G.syscall…), then goes on in
# syscall.c with all arguments as they came. So does the door to a collection that was asked for: what
# older calls left in the part of the stack where the runtime then runs keeps nothing alive.

#include "stack/tls_amd64.h"
#define G_SEG 8
#define G_SYSCALLSP 56		/* sp, pc, bp, seg, regs[5]: asserted in syscall.c */

	.macro door name, target
	.globl \name
	.type \name,@function
\name:
	.cfi_startproc
	load_g %rax
	leaq 8(%rsp),%r11
	movq %r11,G_SYSCALLSP(%rax)
	movq (%rsp),%r11
	movq %r11,G_SYSCALLSP+8(%rax)
	movq %rbp,G_SYSCALLSP+16(%rax)
	movq G_SEG(%rax),%r11
	movq %r11,G_SYSCALLSP+24(%rax)
	movq %rbx,G_SYSCALLSP+32(%rax)
	movq %r12,G_SYSCALLSP+40(%rax)
	movq %r13,G_SYSCALLSP+48(%rax)
	movq %r14,G_SYSCALLSP+56(%rax)
	movq %r15,G_SYSCALLSP+64(%rax)
	jmp \target
	.cfi_endproc
	.size \name,.-\name
	.endm

	.text
	.hidden ugrt_entersyscall
	.hidden ugrt_entersyscallblock
	door ugrt_entersyscall, ugrt_entersyscall_noted
	door ugx_entersyscall, ugrt_entersyscall_noted
	door ugrt_entersyscallblock, ugrt_entersyscallblock_noted
	door ugx_syscall6, ugrt_syscall6_noted
	.hidden ugrt_gc, ugrt_gc_noted
	door ugrt_gc, ugrt_gc_noted

	.section .note.GNU-split-stack,"",@progbits
	.section .note.GNU-stack,"",@progbits
