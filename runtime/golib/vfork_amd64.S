// syscall.rawVforkSyscall(trap, a1, a2, a3) (r1, err): clone with CLONE_VFORK|CLONE_VM. The child returns
// first, on the same stack, and overwrites it below; so the return address waits in r9, which the
// kernel keeps, and is put back by parent and child each for itself.
        .text
        .globl  ugx_rawvforksyscall
        .hidden ugx_rawvforksyscall
        .type   ugx_rawvforksyscall, @function
ugx_rawvforksyscall:
        .cfi_startproc
        mov     %rdi, %rax
        mov     %rsi, %rdi
        mov     %rdx, %rsi
        mov     %rcx, %rdx
        xor     %r10d, %r10d
        xor     %r8d, %r8d
        pop     %r9
        .cfi_adjust_cfa_offset -8
        .cfi_register %rip, %r9
        syscall
        push    %r9
        .cfi_adjust_cfa_offset 8
        .cfi_offset %rip, -8
        xor     %edx, %edx
        cmp     $-4095, %rax
        jb      1f
        neg     %rax
        mov     %rax, %rdx
        mov     $-1, %rax
1:      ret
        .cfi_endproc
        .size   ugx_rawvforksyscall, .-ugx_rawvforksyscall
        .section .note.GNU-stack,"",@progbits
