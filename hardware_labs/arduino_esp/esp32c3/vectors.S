/* Interrupts: entry n of the table is the CPU's interrupt n, entry 0 every exception.
 * All registers that a C function may change are saved around it; floating-point registers there are none. */

    .macro save_and_call handler
    addi sp, sp, -64
    sw ra, 0(sp)
    sw t0, 4(sp)
    sw t1, 8(sp)
    sw t2, 12(sp)
    sw t3, 16(sp)
    sw t4, 20(sp)
    sw t5, 24(sp)
    sw t6, 28(sp)
    sw a0, 32(sp)
    sw a1, 36(sp)
    sw a2, 40(sp)
    sw a3, 44(sp)
    sw a4, 48(sp)
    sw a5, 52(sp)
    sw a6, 56(sp)
    sw a7, 60(sp)
    call \handler
    lw ra, 0(sp)
    lw t0, 4(sp)
    lw t1, 8(sp)
    lw t2, 12(sp)
    lw t3, 16(sp)
    lw t4, 20(sp)
    lw t5, 24(sp)
    lw t6, 28(sp)
    lw a0, 32(sp)
    lw a1, 36(sp)
    lw a2, 40(sp)
    lw a3, 44(sp)
    lw a4, 48(sp)
    lw a5, 52(sp)
    lw a6, 56(sp)
    lw a7, 60(sp)
    addi sp, sp, 64
    mret
    .endm

    .text
alarm:  save_and_call serve_alarm
pins:   save_and_call serve_pins
serial: save_and_call serve_serial

exception:
    .option push
    .option arch, +zicsr
    csrr a0, mcause
    csrr a1, mepc
    .option pop
    la sp, stack_top
    j report_exception

    .balign 256
    .option norvc
    .global vectors
vectors:
    j exception
    j exception
    j alarm
    j pins
    j serial
    .rept 27
    j exception
    .endr
