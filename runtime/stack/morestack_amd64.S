# __morestack: what gcc's -fsplit-stack prologues call when the frame does not fit the segment.
#
# On entry: r10 = frame size, r11 = bytes of stack arguments; 0(%rsp) = return address R inside the
# function's prologue, where a `ret` stands, its body beginning at R + 1; 8(%rsp) = return address to
# the function's caller; stack arguments from 16(%rsp). rdi rsi rdx rcx r8 r9 xmm0-7 carry arguments
# and rax the static chain (or the count of vector registers): all must reach the body. After it rax,
# rdx, xmm0, xmm1 and st(0) carry results.
#
# Frame of __morestack on the old segment (offsets from rbp):
#   24.. stack arguments   16 return address of the caller   8 R   0 caller's rbp
#   -8 rax  -16 rcx  -24 rdx; on the slow path also -32 rdi -40 rsi -48 r8 -56 r9 -64 r10 -72 r11,
#   -80 out: the segment to enter, 0 for none (enter on this stack), 1 after a yield: look again
#   -208..-80 xmm0-7
# Three ways to the body: the cached next segment (fast), a segment the slow path got, or this very
# stack: when only a preemption was asked for, and when code runs on a system or signal stack while
# the guard is poisoned. Even that last way calls the body, since bodies of variadic functions find
# their arguments through rbp.
#
# Unwinding by CFI: the return address of __morestack's caller counts as [rbp+16], so that debuggers
# see no second frame of the function. By rbp: see debug/unwind.c.

#include "stack/tls_amd64.h"
# Code of programs calls it; the shared C library shows it (capi/exports.map).
	.macro entry_of_users name
#ifndef __PIC__
	.hidden \name
#endif
	.endm

#define G_SEG 8
#define G_M 24
#define G_PREEMPT 44
#define M_G0 0
#define SEG_GUARD 0
#define SEG_NEXT 8
#define SEG_PREV 16
#define SEG_TOP 24
#define SEG_SAVEDSP 32
#define SEG_LO 40
#define SEG_HEAT 64
#define SLACK 64	/* return address, alignment, a little air */

	.text
	.globl __morestack
	entry_of_users __morestack
	.type __morestack,@function
__morestack:
	.cfi_startproc
	.cfi_offset %rip,0
	.cfi_escape 0x15,7,0x7f		# rsp of the caller is CFA + 8 ...
	.cfi_def_cfa_offset 8		# ... with CFA just above R
	pushq %rbp
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp,-16
	movq %rsp,%rbp
	.cfi_def_cfa_register %rbp
	pushq %rax
	pushq %rcx
	pushq %rdx
	load_g %rax
	movq G_SEG(%rax),%rcx
	testq %rcx,%rcx
	jz .Lslow
	movq %fs:0x70,%rdx
	cmpq SEG_GUARD(%rcx),%rdx
	jne .Lslow
	movq SEG_NEXT(%rcx),%rdx
	testq %rdx,%rdx
	jz .Lslow
	movq SEG_TOP(%rdx),%rax
	subq %r10,%rax
	subq %r11,%rax
	subq $SLACK,%rax
	cmpq SEG_GUARD(%rdx),%rax
	jb .Lslow
	decl SEG_HEAT(%rcx)
	js .Lslow

.Lenter:				# rcx = this segment, rdx = the next
	movq %rsp,SEG_SAVEDSP(%rcx)
	load_g %rax
	movq %rdx,G_SEG(%rax)
	movq SEG_GUARD(%rdx),%rcx
	cmpl $0,G_PREEMPT(%rax)		# the poison goes with it
	je 1f
	movq $-1,%rcx
1:	movq SEG_TOP(%rdx),%rax
	movq %rcx,%fs:0x70
	testq %r11,%r11
	jnz .Lcopy
.Lcopied:
	movq %rax,%rsp
	movq 8(%rbp),%r10
	movq -24(%rbp),%rdx
	movq -16(%rbp),%rcx
	movq -8(%rbp),%rax
	incq %r10
	call *%r10
	.globl ugrt_morestack_ret
	.hidden ugrt_morestack_ret
ugrt_morestack_ret:
	load_g %rcx
	movq G_SEG(%rcx),%rsi
	movq SEG_PREV(%rsi),%rsi
	movq %rsi,G_SEG(%rcx)
	movq SEG_GUARD(%rsi),%rsi
	cmpq $-1,%fs:0x70		# keep the poison
	je 1f
	movq %rsi,%fs:0x70
1:	movq %rbp,%rsp
	popq %rbp
	.cfi_remember_state
	.cfi_def_cfa %rsp,8
	ret
	.cfi_restore_state

.Lcopy:					# rax = top of the new stack; leaves room for the arguments
	addq $15,%r11
	andq $-16,%r11
	subq %r11,%rax
2:	subq $8,%r11
	movq 24(%rbp,%r11),%rcx
	movq %rcx,(%rax,%r11)
	jnz 2b				# movq leaves the flags of subq
	jmp .Lcopied

.Lslow:
	pushq %rdi
	pushq %rsi
	pushq %r8
	pushq %r9
	pushq %r10
	pushq %r11
	pushq $0
	subq $128,%rsp
	movups %xmm0,0(%rsp)
	movups %xmm1,16(%rsp)
	movups %xmm2,32(%rsp)
	movups %xmm3,48(%rsp)
	movups %xmm4,64(%rsp)
	movups %xmm5,80(%rsp)
	movups %xmm6,96(%rsp)
	movups %xmm7,112(%rsp)
	testq %rcx,%rcx			# on one of the goroutine's segments?
	jz .Lforeign
	cmpq SEG_LO(%rcx),%rsp
	jb .Lforeign
	cmpq SEG_TOP(%rcx),%rsp
	ja .Lforeign
.Lagain:
	leaq ugrt_morestack_slow(%rip),%rdi
	movq %rbp,%rsi
	andq $-16,%rsp
	call ugrt_systemstack
	cmpq $1,-80(%rbp)
	jne 3f
	leaq ugrt_preempted_g0(%rip),%rdi
	call ugrt_mcall			# yields; may come back on another M
	jmp .Lagain
3:	movups -208(%rbp),%xmm0
	movups -192(%rbp),%xmm1
	movups -176(%rbp),%xmm2
	movups -160(%rbp),%xmm3
	movups -144(%rbp),%xmm4
	movups -128(%rbp),%xmm5
	movups -112(%rbp),%xmm6
	movups -96(%rbp),%xmm7
	movq -32(%rbp),%rdi
	movq -40(%rbp),%rsi
	movq -48(%rbp),%r8
	movq -56(%rbp),%r9
	movq -64(%rbp),%r10
	movq -72(%rbp),%r11
	movq -80(%rbp),%rdx
	testq %rdx,%rdx
	jz .Lsame
	movq SEG_PREV(%rdx),%rcx
	leaq -24(%rbp),%rsp
	jmp .Lenter

.Lforeign:				# a system or signal stack: a poison meant for a goroutine
	load_g %rax			# goes away on a system stack only; a handler leaves the guard
	movq G_M(%rax),%rcx		# as the code that it interrupted wants it
	cmpq M_G0(%rcx),%rax
	jne .Lsame
	movq $0,%fs:0x70
.Lsame:
	leaq -24(%rbp),%rax
	andq $-16,%rax
	movq -72(%rbp),%r11
	testq %r11,%r11
	jz 5f
	addq $15,%r11
	andq $-16,%r11
	subq %r11,%rax
4:	subq $8,%r11
	movq 24(%rbp,%r11),%rcx
	movq %rcx,(%rax,%r11)
	jnz 4b
5:	movq %rax,%rsp			# (the saves below -24 are no longer needed)
	movq 8(%rbp),%r10
	movq -24(%rbp),%rdx
	movq -16(%rbp),%rcx
	movq -8(%rbp),%rax
	incq %r10
	call *%r10
	.globl ugrt_morestack_same_ret
	.hidden ugrt_morestack_same_ret
ugrt_morestack_same_ret:
	movq %rbp,%rsp
	popq %rbp
	.cfi_def_cfa %rsp,8
	ret
	.cfi_endproc
	.size __morestack,.-__morestack
	.globl ugrt_morestack_end
	.hidden ugrt_morestack_end
ugrt_morestack_end:

# Called instead of __morestack by functions that a linker found to call code without split-stack
# prologues: ask for more. (bfd does not do so; the symbol must exist lest libgcc's be pulled in.)
	.globl __morestack_non_split
	entry_of_users __morestack_non_split
	.type __morestack_non_split,@function
__morestack_non_split:
	.cfi_startproc
	addq $16384,%r10
	jmp __morestack
	.cfi_endproc
	.size __morestack_non_split,.-__morestack_non_split

# void *__morestack_allocate_stack_space(size): alloca's and variable arrays' memory where the segment
# has no room. The work is done on the system stack.
	.globl __morestack_allocate_stack_space
	entry_of_users __morestack_allocate_stack_space
	.type __morestack_allocate_stack_space,@function
__morestack_allocate_stack_space:
	.cfi_startproc
	pushq %rbp
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp,-16
	movq %rsp,%rbp
	.cfi_def_cfa_register %rbp
	subq $16,%rsp
	movq %rdi,(%rsp)		# in: size; out: address
	leaq ugrt_alloca_g0(%rip),%rdi
	movq %rsp,%rsi
	call ugrt_systemstack
	movq (%rsp),%rax
	movq %rbp,%rsp
	popq %rbp
	.cfi_def_cfa %rsp,8
	ret
	.cfi_endproc
	.size __morestack_allocate_stack_space,.-__morestack_allocate_stack_space

	.section .note.GNU-split-stack,"",@progbits
	.section .note.GNU-stack,"",@progbits
