/* The clock stays as it is: from the crystal on a chip that has just left its ROM, whose PLL is started through registers that the
 * Technical Reference Manual does not describe. apb_hertz() tells which it is. */

extern "C" void chip_begin() {}
