# Linked immediately after the objects of emitted code; see begin.S.
	.macro mark kind, sect
	.section \sect,"ax",@progbits
	.globl ugrt_text_end_\kind
	.hidden ugrt_text_end_\kind
	.type ugrt_text_end_\kind,@object
ugrt_text_end_\kind:
	.endm
	mark plain, .text
	mark unlikely, .text.unlikely
	mark hot, .text.hot
	mark startup, .text.startup
	.section .note.GNU-stack,"",@progbits
