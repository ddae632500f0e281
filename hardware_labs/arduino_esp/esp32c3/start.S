/* Entry of the image: the mask ROM has loaded it into RAM and jumps here with interrupts masked. */

    .section .entry, "ax"
    .option norvc
    .global _start
_start:
    .option push
    .option norelax
    la gp, __global_pointer$
    .option pop
    la sp, stack_top

    /* watchdogs that the ROM has left running would reset the chip */
    li a0, 0x60008000           /* RTC_CNTL */
    li a1, 0x50D83AA1
    sw a1, 0xA8(a0)             /* WDTWPROTECT */
    sw zero, 0x90(a0)           /* WDTCONFIG0 */
    sw zero, 0xA8(a0)
    li a1, 0x8F1D312A
    sw a1, 0xB0(a0)             /* SWD_WPROTECT */
    lw a2, 0xAC(a0)             /* SWD_CONF: SWD_AUTO_FEED_EN */
    li a3, 0x80000000
    or a2, a2, a3
    sw a2, 0xAC(a0)
    sw zero, 0xB0(a0)
    li a1, 0x50D83AA1
    li a2, 1 << 22              /* WDT_CONF_UPDATE_EN: settings are taken over */
    li a0, 0x6001F000           /* TIMG0, then TIMG1 */
    sw a1, 0x64(a0)             /* WDTWPROTECT */
    sw a2, 0x48(a0)             /* WDTCONFIG0 */
    sw zero, 0x64(a0)
    li a0, 0x60020000
    sw a1, 0x64(a0)
    sw a2, 0x48(a0)
    sw zero, 0x64(a0)

    .option push
    .option arch, +zicsr
    la a0, vectors
    csrw mtvec, a0              /* this chip's are always vectored */
    .option pop

    la a0, bss_begin
    la a1, bss_end
1:  bgeu a0, a1, 2f
    sw zero, 0(a0)
    addi a0, a0, 4
    j 1b
2:  j run_sketch
