/* Exceptions and level-1 interrupts, at the offsets from VECBASE that the ESP32's LX6 has (ESP32 TRM, chapter Interrupt Matrix; Xtensa
 * ISA manual, Exception Option). Windows are off, so their vectors stay empty. */

    .section .vectors, "ax"
    .global vectors
    .balign 1024
vectors:
    .org vectors + 0x300        /* KernelExceptionVector */
    j exception
    .org vectors + 0x340        /* UserExceptionVector */
    j exception
    .org vectors + 0x3C0        /* DoubleExceptionVector */
    j exception
    .org vectors + 0x400

    .text
    .literal_position
    .align 4
exception:
    addi a1, a1, -64
    s32i a2, a1, 4
    rsr a2, exccause
    bnei a2, 4, fault           /* Level1InterruptCause */

    /* what a C function may change in the call0 ABI */
    s32i a0, a1, 0
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
    call0 serve_interrupts
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

fault:
    rsr a3, epc1
    movi a1, stack_top
    call0 report_exception
