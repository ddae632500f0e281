/* The last words of a program that has done what the CPU cannot do. */

#include <Arduino.h>

/** Prints the CPU's cause and the address of the instruction, and stops. */
extern "C" [[noreturn]] void report_exception(uint32_t cause, uint32_t address) {
  Serial.begin(115200);
  Serial.print(F("\r\nexception "));
  Serial.print(cause);
  Serial.print(F(" at 0x"));
  Serial.println(address, HEX);
  for (;;) {
  }
}
