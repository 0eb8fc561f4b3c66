// The thread-local ugx_g in assembly. Programs have it at a fixed distance from %fs; in position-independent
// builds (the C library) the distance is read from the global offset table. store_g spoils its scratch register.
#ifdef __PIC__
	.macro load_g reg
	movq ugx_g@gottpoff(%rip),\reg
	movq %fs:(\reg),\reg
	.endm
	.macro store_g reg, scratch
	movq ugx_g@gottpoff(%rip),\scratch
	movq \reg,%fs:(\scratch)
	.endm
#else
	.macro load_g reg
	movq %fs:ugx_g@tpoff,\reg
	.endm
	.macro store_g reg, scratch
	movq \reg,%fs:ugx_g@tpoff
	.endm
#endif
