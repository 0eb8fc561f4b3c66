# Linked immediately before the objects of emitted code: its labels, one in each kind of text section,
# open the ranges in which goroutines may be preempted. end.S, linked after them, closes the ranges.
# (The linker keeps the order of the command line within each kind; LLVM's is told to keep the kinds apart.)
	.macro mark kind, sect
	.section \sect,"ax",@progbits
	.globl ugrt_text_begin_\kind
	.hidden ugrt_text_begin_\kind
	.type ugrt_text_begin_\kind,@object
ugrt_text_begin_\kind:
	.endm
	mark plain, .text
	mark unlikely, .text.unlikely
	mark hot, .text.hot
	mark startup, .text.startup
	.section .note.GNU-stack,"",@progbits
