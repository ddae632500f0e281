# Start of every C program: clears .bss, calls main, then exits through SIMCALL; `put` writes one character.
    .section .text.start, "ax"
    .literal_position
    .globl _start
    .align 4
_start:
    movi a1, __stack_top
    movi a2, __bss_start
    movi a3, __bss_end
    movi a4, 0
1:  bgeu a2, a3, 2f
    s32i a4, a2, 0
    addi a2, a2, 4
    j 1b
2:  call0 main
    movi a3, 0
    movi a2, 1
    simcall

    .globl put
    .align 4
put:
    addi a1, a1, -16
    s8i a2, a1, 0
    mov a4, a1
    movi a2, 4
    movi a3, 1
    movi a5, 1
    simcall
    addi a1, a1, 16
    ret
