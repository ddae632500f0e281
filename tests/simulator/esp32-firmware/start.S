# Vectors and start of every test program: clears .bss, calls main, then sleeps. Level 1 interrupts call interrupt(INTERRUPT).
    .section .vectors, "ax"
    .balign 1024
vectors:
    .org vectors + 0x340
    j enter
    .org vectors + 0x400

    .text
    .literal_position
    .align 4
enter:
    addi a1, a1, -64
    s32i a0, a1, 0
    s32i a2, a1, 4
    s32i a3, a1, 8
    s32i a4, a1, 12
    s32i a5, a1, 16
    s32i a6, a1, 20
    s32i a7, a1, 24
    s32i a8, a1, 28
    s32i a9, a1, 32
    s32i a10, a1, 36
    s32i a11, a1, 40
    rsr a2, sar
    s32i a2, a1, 44
    rsr a2, interrupt
    call0 interrupt
    l32i a2, a1, 44
    wsr a2, sar
    l32i a0, a1, 0
    l32i a2, a1, 4
    l32i a3, a1, 8
    l32i a4, a1, 12
    l32i a5, a1, 16
    l32i a6, a1, 20
    l32i a7, a1, 24
    l32i a8, a1, 28
    l32i a9, a1, 32
    l32i a10, a1, 36
    l32i a11, a1, 40
    addi a1, a1, 64
    rfe

    .weak interrupt
interrupt:
    j interrupt

    .globl _start
    .align 4
_start:
    movi a2, 0x2f
    wsr a2, ps
    rsync
    movi a1, __stack_top
    movi a2, vectors
    wsr a2, vecbase
    movi a2, __bss_start
    movi a3, __bss_end
    movi a4, 0
1:  bgeu a2, a3, 2f
    s32i a4, a2, 0
    addi a2, a2, 4
    j 1b
2:  call0 main
3:  waiti 0
    j 3b
