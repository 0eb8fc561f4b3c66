// The two doors between reflect's frames and the C convention. ReflectRegs' offsets: ints 0, sses 48,
// ret_int 112, ret_sse 128; size 144.

        .text
        .globl  ugrt_reflect_call_asm
        .hidden ugrt_reflect_call_asm
        .type   ugrt_reflect_call_asm, @function
// void ugrt_reflect_call_asm(ReflectRegs *rdi, void *code rsi, const uintptr_t *stack rdx, uintptr_t nwords rcx)
ugrt_reflect_call_asm:
        .cfi_startproc
        lea     256(,%rcx,8), %r10
        mov     %rsp, %rax
        sub     %r10, %rax
        cmp     %fs:0x70, %rax
        jae     1f
        xor     %r11d, %r11d
        call    __morestack
        ret
1:      push    %rbp
        .cfi_def_cfa_offset 16
        .cfi_offset %rbp, -16
        mov     %rsp, %rbp
        .cfi_def_cfa_register %rbp
        push    %rbx
        .cfi_offset %rbx, -24
        push    %rbx                            // keeps rsp a multiple of 16
        mov     %rdi, %rbx
        mov     %rsi, %r11
        lea     1(%rcx), %rax                   // words, rounded up to an even number
        and     $-2, %rax
        shl     $3, %rax
        sub     %rax, %rsp
        mov     %rdx, %rsi
        mov     %rsp, %rdi
        cld
        rep     movsq
        mov     0(%rbx), %rdi
        mov     8(%rbx), %rsi
        mov     16(%rbx), %rdx
        mov     24(%rbx), %rcx
        mov     32(%rbx), %r8
        mov     40(%rbx), %r9
        movsd   48(%rbx), %xmm0
        movsd   56(%rbx), %xmm1
        movsd   64(%rbx), %xmm2
        movsd   72(%rbx), %xmm3
        movsd   80(%rbx), %xmm4
        movsd   88(%rbx), %xmm5
        movsd   96(%rbx), %xmm6
        movsd   104(%rbx), %xmm7
        call    *%r11
        mov     %rax, 112(%rbx)
        mov     %rdx, 120(%rbx)
        movsd   %xmm0, 128(%rbx)
        movsd   %xmm1, 136(%rbx)
        mov     -8(%rbp), %rbx
        leave
        .cfi_def_cfa %rsp, 8
        ret
        .cfi_endproc
        .size   ugrt_reflect_call_asm, .-ugrt_reflect_call_asm

// ---- Entry stubs: the closure pointer goes to rax, by where it stands. 16 bytes apart.
        .globl  ugrt_reflect_stubs, ugrt_reflect_stack_stubs
        .hidden ugrt_reflect_stubs, ugrt_reflect_stack_stubs
        .p2align 4
ugrt_reflect_stubs:
        .irp    reg, rdi, rsi, rdx, rcx, r8, r9
        .p2align 4
        mov     %\reg, %rax
        jmp     ugrt_reflect_enter_stub
        .endr
        .p2align 4
ugrt_reflect_stack_stubs:
        .set    word, 0
        .rept   64
        .p2align 4
        mov     8+8*word(%rsp), %rax
        jmp     ugrt_reflect_enter_stub
        .set    word, word+1
        .endr

        .type   ugrt_reflect_enter_stub, @function
ugrt_reflect_enter_stub:
        .cfi_startproc
        lea     -1024(%rsp), %r11
        cmp     %fs:0x70, %r11
        jae     1f
        mov     8(%rax), %r11                   // ReflectFuncHead.info
        mov     40(%r11), %r11                  // ReflectStubInfo.stack_bytes
        mov     $1024, %r10d
        call    __morestack
        ret
1:      push    %rbp
        .cfi_def_cfa_offset 16
        .cfi_offset %rbp, -16
        mov     %rsp, %rbp
        .cfi_def_cfa_register %rbp
        sub     $144, %rsp
        mov     %rdi, 0(%rsp)
        mov     %rsi, 8(%rsp)
        mov     %rdx, 16(%rsp)
        mov     %rcx, 24(%rsp)
        mov     %r8, 32(%rsp)
        mov     %r9, 40(%rsp)
        movsd   %xmm0, 48(%rsp)
        movsd   %xmm1, 56(%rsp)
        movsd   %xmm2, 64(%rsp)
        movsd   %xmm3, 72(%rsp)
        movsd   %xmm4, 80(%rsp)
        movsd   %xmm5, 88(%rsp)
        movsd   %xmm6, 96(%rsp)
        movsd   %xmm7, 104(%rsp)
        mov     %rsp, %rdi
        mov     %rax, %rsi
        lea     16(%rbp), %rdx
        call    ugrt_reflect_enter
        mov     112(%rsp), %rax
        mov     120(%rsp), %rdx
        movsd   128(%rsp), %xmm0
        movsd   136(%rsp), %xmm1
        leave
        .cfi_def_cfa %rsp, 8
        ret
        .cfi_endproc
        .size   ugrt_reflect_enter_stub, .-ugrt_reflect_enter_stub
        .section .note.GNU-stack,"",@progbits
