# Switching between a goroutine's segments and the M's system stack.
#
# A context is saved as UgContext on the goroutine's stack: callee-saved registers, then the return
# address; G.sp points at it. All three ways off a goroutine (mcall, systemstack, morestack through
# systemstack) leave the same layout, so the collector and tracebacks need to know one only.
# Offsets: G.seg 8, G.sp 16, G.m 24, G.preempt PREEMPT; M.g0 0, M.g0_sp 8. Segment: guard 0.
# %fs:0x70 is the guard that gcc's prologues compare rsp with: 0 on system stacks.

#include "stack/tls_amd64.h"
#define G_SEG 8
#define G_SP 16
#define G_M 24
#define G_PREEMPT 44
#define M_G0 0
#define M_G0SP 8

	.text

# void ugrt_mcall(void (*fn)(G *)): saves the context, runs fn(g) on g0; fn never returns.
	.globl ugrt_mcall
	.hidden ugrt_mcall
	.type ugrt_mcall,@function
ugrt_mcall:
	.cfi_startproc
	pushq %rbp
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp,-16
	movq %rsp,%rbp
	.cfi_def_cfa_register %rbp
	pushq %rbx
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	load_g %rax
	movq %rsp,G_SP(%rax)
	movq G_M(%rax),%rcx
	movq M_G0(%rcx),%rdx
	store_g %rdx, %r11
	movq $0,%fs:0x70
	movq M_G0SP(%rcx),%rsp
	xorl %ebp,%ebp
	movq %rdi,%rdx
	movq %rax,%rdi
	call *%rdx
	ud2
	.cfi_endproc
	.size ugrt_mcall,.-ugrt_mcall

# void ugrt_gogo(G *g): from g0, continues g.
	.globl ugrt_gogo
	.hidden ugrt_gogo
	.type ugrt_gogo,@function
ugrt_gogo:
	.cfi_startproc
	store_g %rdi, %rax
	movq G_SEG(%rdi),%rax
	movq (%rax),%rax
	cmpl $0,G_PREEMPT(%rdi)
	je 1f
	movq $-1,%rax
1:	movq %rax,%fs:0x70
	movq G_SP(%rdi),%rsp
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbx
	popq %rbp
	popq %rcx
	jmp *%rcx
	.cfi_endproc
	.size ugrt_gogo,.-ugrt_gogo

# void ugrt_systemstack(void (*fn)(void *), void *arg): on g0 or a signal stack a plain call, else a
# switch. rbp keeps chaining into the goroutine's frames.
	.globl ugrt_systemstack
	.hidden ugrt_systemstack
	.type ugrt_systemstack,@function
ugrt_systemstack:
	.cfi_startproc
	.cfi_signal_frame
	load_g %rax
	movq G_M(%rax),%rcx
	movq M_G0(%rcx),%rdx
	cmpq %rax,%rdx
	je .Ldirect
	cmpq $0,G_SEG(%rax)	# a signal stack's G has no segment
	je .Ldirect
	pushq %rbp
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp,-16
	movq %rsp,%rbp
	.cfi_def_cfa_register %rbp
	pushq %rbx
	.cfi_offset %rbx,-24
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	movq %rax,%rbx
	movq %rsp,G_SP(%rax)
	store_g %rdx, %r11
	movq $0,%fs:0x70
	movq M_G0SP(%rcx),%rsp
	movq %rdi,%rax
	movq %rsi,%rdi
	call *%rax
	store_g %rbx, %rcx
	movq G_SEG(%rbx),%rcx
	movq (%rcx),%rcx
	cmpl $0,G_PREEMPT(%rbx)
	jne .Lpoison
.Lback:
	movq %rcx,%fs:0x70
	movq -8(%rbp),%rbx
	movq %rbp,%rsp
	popq %rbp
	.cfi_remember_state
	.cfi_def_cfa %rsp,8
	ret
	.cfi_restore_state
.Lpoison:			# a preemption was asked for meanwhile
	movq $-1,%rcx
	jmp .Lback
.Ldirect:
	.cfi_def_cfa %rsp,8
	movq %rdi,%rax
	movq %rsi,%rdi
	jmp *%rax
	.cfi_endproc
	.size ugrt_systemstack,.-ugrt_systemstack

# First code of a goroutine: runs its closure (a func(), which takes the closure itself as context),
# then ends it. The zero return address above and rbp = 0 end every walk.
	.globl ugrt_gostart
	.hidden ugrt_gostart
	.type ugrt_gostart,@function
ugrt_gostart:
	.cfi_startproc
	.cfi_undefined %rip
	subq $8,%rsp
	movq %rbx,%rdi			# newproc left the closure there: the collector sees it in the saved context
	call *(%rbx)
	.globl ugrt_gostart_ret
	.hidden ugrt_gostart_ret
ugrt_gostart_ret:
	call ugrt_goexit0
	ud2
	.cfi_endproc
	.size ugrt_gostart,.-ugrt_gostart

# void ugrt_sigreturn(G *g, void *ucontext): from g0, continues g with the registers of a signal frame's
# copy. The kernel takes them from the stack pointer on.
	.globl ugrt_sigreturn
	.hidden ugrt_sigreturn
	.type ugrt_sigreturn,@function
ugrt_sigreturn:
	.cfi_startproc
	.cfi_undefined %rip
	movq G_SEG(%rdi),%rax
	movq (%rax),%rax
	store_g %rdi, %r11
	movq %rax,%fs:0x70
	movq %rsi,%rsp
	movl $15,%eax
	syscall
	ud2
	.cfi_endproc
	.size ugrt_sigreturn,.-ugrt_sigreturn

	.section .note.GNU-split-stack,"",@progbits
	.section .note.GNU-stack,"",@progbits
