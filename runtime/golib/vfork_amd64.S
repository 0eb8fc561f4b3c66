// syscall.rawVforkSyscall(trap, a1, a2, a3) (r1, err): clone with CLONE_VFORK|CLONE_VM. The child returns
// first, on the same stack, and overwrites it below; so the return address waits in r9, which the
// kernel keeps, and is put back by parent and child each for itself. The child shares the thread's G and
// guard, too, and execs or exits from whatever segment it has got to; so the parent puts back the segment
// that it is on, from xmm0, which is its own.
#include "stack/tls_amd64.h"
#define G_SEG 8
#define SEG_GUARD 0
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
        load_g  %r9
        movq    G_SEG(%r9), %xmm0
        pop     %r9
        .cfi_adjust_cfa_offset -8
        .cfi_register %rip, %r9
        syscall
        push    %r9
        .cfi_adjust_cfa_offset 8
        .cfi_offset %rip, -8
        test    %rax, %rax
        jz      1f
        load_g  %rcx
        movq    %xmm0, %rdx
        mov     %rdx, G_SEG(%rcx)
        mov     SEG_GUARD(%rdx), %rdx
        mov     %rdx, %fs:0x70
1:      xor     %edx, %edx
        cmp     $-4095, %rax
        jb      2f
        neg     %rax
        mov     %rax, %rdx
        mov     $-1, %rax
2:      ret
        .cfi_endproc
        .size   ugx_rawvforksyscall, .-ugx_rawvforksyscall
        .section .note.GNU-stack,"",@progbits
