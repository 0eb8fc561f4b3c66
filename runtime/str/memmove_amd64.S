# memmove for callers that go by gc's registers: machine code made at run time (lib/reflect/pointer.go).
#
# gc's ABIInternal: the arguments in rax, rbx, rcx; nothing preserved but rsp and rbp. xmm15, zero in gc's Go, may come
# back with what was copied. The stack may be the caller's own, whatever its alignment: none is used.

	.text
	.globl ugrt_memmove_by_registers
	.hidden ugrt_memmove_by_registers
	.type ugrt_memmove_by_registers,@function
ugrt_memmove_by_registers:
	.cfi_startproc
	movq %rax,%rdi
	movq %rbx,%rsi
	movq %rcx,%rdx
	jmp memmove@PLT
	.cfi_endproc
	.size ugrt_memmove_by_registers,.-ugrt_memmove_by_registers

	.section .note.GNU-split-stack,"",@progbits
	.section .note.GNU-stack,"",@progbits
