# A flash that is mapped as it is: magic words, then code that copies a text from flash to UART0.
    .word 0xaedb041d, 0xaedb041d
    .globl _start
_start:
    la a0, text
    li a2, 0x42000000 - 0x3c000000
    sub a0, a0, a2       # where the data bus has it
    li a1, 0x60000000
1:  lbu a2, 0(a0)
    beqz a2, 2f
    sw a2, 0(a1)
    addi a0, a0, 1
    j 1b
2:  lw a3, 0x7f0(a1)     # a register that does not exist reads 0
    addi a3, a3, '0'
    sw a3, 0(a1)
3:  wfi
    j 3b
text:
    .asciz "from flash "
