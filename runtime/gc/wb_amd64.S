// The write barrier's slow path: notes the value a slot is about to lose and the one it gets.
//
// Own convention (abi.h): rdi = slot, rsi = new value; every register survives, vector registers included, for
// the code around a pointer store knows of no call. The buffer of the P usually has room: four loads, two stores.
// A full buffer is emptied on the system stack, where there is room to save the vector state. At most 200 bytes of
// the goroutine's stack are used, which the guard's slack holds.
#include "stack/tls_amd64.h"
#define G_M 24
#define M_P 32
#define P_WBBUF 24
#define WB_CAP 508

    .text
    .globl ugx_wb_slow
    .hidden ugx_wb_slow
    .type ugx_wb_slow, @function
    .p2align 4
ugx_wb_slow:
    .cfi_startproc
    pushq %rax
    .cfi_adjust_cfa_offset 8
    pushq %rcx
    .cfi_adjust_cfa_offset 8
    pushq %rdx
    .cfi_adjust_cfa_offset 8
1:  load_g %rax
    movq G_M(%rax), %rax
    movq M_P(%rax), %rax
    movq P_WBBUF(%rax), %rax
    testq %rax, %rax
    jz 2f
    movl (%rax), %ecx
    cmpl $WB_CAP, %ecx
    ja 2f
    movq (%rdi), %rdx
    movq %rdx, 8(%rax,%rcx,8)
    movq %rsi, 16(%rax,%rcx,8)
    addl $2, %ecx
    movl %ecx, (%rax)
    popq %rdx
    popq %rcx
    popq %rax
    ret
2:  pushq %rbx
    pushq %rbp
    pushq %rsi
    pushq %rdi
    pushq %r8
    pushq %r9
    pushq %r10
    pushq %r11
    .cfi_adjust_cfa_offset 64
    movq %rsp, %rbp
    .cfi_def_cfa_register %rbp
    andq $-16, %rsp
    leaq ugrt_wb_flush_saving(%rip), %rdi
    xorl %esi, %esi
    call ugrt_systemstack
    movq %rbp, %rsp
    .cfi_def_cfa_register %rsp
    popq %r11
    popq %r10
    popq %r9
    popq %r8
    popq %rdi
    popq %rsi
    popq %rbp
    popq %rbx
    .cfi_adjust_cfa_offset -64
    jmp 1b
    .cfi_endproc
    .size ugx_wb_slow, . - ugx_wb_slow

// On the system stack: ugrt_wb_flush_current() with all vector state kept.
    .type ugrt_wb_flush_saving, @function
    .p2align 4
ugrt_wb_flush_saving:
    .cfi_startproc
    pushq %rbp
    .cfi_def_cfa_offset 16
    .cfi_offset %rbp, -16
    movq %rsp, %rbp
    .cfi_def_cfa_register %rbp
    subq $2752, %rsp
    andq $-64, %rsp
    movl ugrt_xsave_mask(%rip), %eax
    testl %eax, %eax
    jz 3f
    xorl %edx, %edx
    movq %rdx, 512(%rsp)
    movq %rdx, 520(%rsp)
    movq %rdx, 528(%rsp)
    movq %rdx, 536(%rsp)
    movq %rdx, 544(%rsp)
    movq %rdx, 552(%rsp)
    movq %rdx, 560(%rsp)
    movq %rdx, 568(%rsp)
    xsave64 (%rsp)
    call ugrt_wb_flush_current
    movl ugrt_xsave_mask(%rip), %eax
    xorl %edx, %edx
    xrstor64 (%rsp)
    leave
    .cfi_remember_state
    .cfi_def_cfa %rsp, 8
    ret
    .cfi_restore_state
3:  fxsave64 (%rsp)
    call ugrt_wb_flush_current
    fxrstor64 (%rsp)
    leave
    .cfi_def_cfa %rsp, 8
    ret
    .cfi_endproc
    .size ugrt_wb_flush_saving, . - ugrt_wb_flush_saving

    .section .note.GNU-stack,"",@progbits
    .section .note.GNU-split-stack,"",@progbits
