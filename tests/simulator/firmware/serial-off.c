/* Sends two letters at 115200 baud and switches the transmitter off at once, which waits until both have left; pin 1 is an output of
 * the port, and low. */
#include "serial.h"

int main(void) {
  DDRD = _BV(1);
  serial_open();
  print("OK");
  UCSR0B = 0;
  print_number(0); /* leaves no more */
  for (;;) {}
}
