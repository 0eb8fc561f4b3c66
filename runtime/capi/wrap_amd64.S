// When -fsplit-stack is on the line that links a program, gcc has the linker send calls of pthread_create to
// __wrap_pthread_create, which libgcc serves together with a runtime for split stacks of its own. Ours needs no
// preparation of threads, so the call goes on as it came. It is an
// object of its own in the archive, which a program that is linked without the flag leaves out.
	.text
	.globl __wrap_pthread_create
	.type __wrap_pthread_create,@function
__wrap_pthread_create:
	.cfi_startproc
#ifdef __PIC__
	jmp *__real_pthread_create@GOTPCREL(%rip)
#else
	jmp __real_pthread_create
#endif
	.cfi_endproc
	.size __wrap_pthread_create,.-__wrap_pthread_create
	.section .note.GNU-split-stack,"",@progbits
	.section .note.GNU-stack,"",@progbits
