# void ugrt_calldefer(const UgClosure *fn): runs one deferred closure for a panic or Goexit. Its return
# address, ugrt_calldefer_ret, is how recover knows that its caller is a deferred function run by a
# panic: nothing else calls from here.
	.text
	.globl ugrt_calldefer
	.hidden ugrt_calldefer
	.type ugrt_calldefer,@function
ugrt_calldefer:
	.cfi_startproc
	pushq %rbp
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp,-16
	movq %rsp,%rbp
	.cfi_def_cfa_register %rbp
	call *(%rdi)
	.globl ugrt_calldefer_ret
	.hidden ugrt_calldefer_ret
ugrt_calldefer_ret:
	popq %rbp
	.cfi_def_cfa %rsp,8
	ret
	.cfi_endproc
	.size ugrt_calldefer,.-ugrt_calldefer

# Where the fault handler sends a goroutine that faulted in emitted code (panic/signal.c): it has
# pushed the faulting pc as if that had called us. The stack may be misaligned and registers are of no
# more use; the frame chains as usual, so the traceback shows the faulting function.
	.globl ugrt_sigpanic_entry
	.hidden ugrt_sigpanic_entry
	.type ugrt_sigpanic_entry,@function
ugrt_sigpanic_entry:
	.cfi_startproc
	.cfi_signal_frame
	pushq %rbp
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp,-16
	movq %rsp,%rbp
	.cfi_def_cfa_register %rbp
	andq $-16,%rsp
	cld
	call ugrt_sigpanic
	ud2
	.cfi_endproc
	.size ugrt_sigpanic_entry,.-ugrt_sigpanic_entry
	.globl ugrt_sigpanic_entry_end
	.hidden ugrt_sigpanic_entry_end
ugrt_sigpanic_entry_end:

	.section .note.GNU-split-stack,"",@progbits
	.section .note.GNU-stack,"",@progbits
