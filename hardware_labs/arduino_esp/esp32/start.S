/* Entry of the image: the mask ROM has loaded it into RAM and jumps here from its own windowed code. */

    .section .entry, "ax"
    .literal_position
    .global _start
    .align 4
_start:
    /* no register windows from here on (WOE clear), interrupts masked */
    movi a2, 0x2F
    wsr a2, ps
    rsync
    movi a1, stack_top
    movi a2, vectors
    wsr a2, vecbase
    movi a2, 0
    wsr a2, intenable
    rsync

    /* watchdogs that the ROM has left running would reset the chip */
    movi a3, 0x50D83AA1
    movi a4, 0
    movi a2, 0x3FF48000         /* RTC_CNTL */
    s32i a3, a2, 0xA4           /* WDTWPROTECT */
    s32i a4, a2, 0x8C           /* WDTCONFIG0 */
    s32i a4, a2, 0xA4
    movi a2, 0x3FF5F000         /* TIMG0, then TIMG1 */
    s32i a3, a2, 0x64           /* WDTWPROTECT */
    s32i a4, a2, 0x48           /* WDTCONFIG0 */
    s32i a4, a2, 0x64
    movi a2, 0x3FF60000
    s32i a3, a2, 0x64
    s32i a4, a2, 0x48
    s32i a4, a2, 0x64

    movi a2, bss_begin
    movi a3, bss_end
1:  bgeu a2, a3, 2f
    s32i a4, a2, 0
    addi a2, a2, 4
    j 1b
2:  j run_sketch
