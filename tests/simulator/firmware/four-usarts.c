/* One USART of an ATmega2560 after the other sends three bytes at its own speed by its data register empty interrupt, while its pin of
 * port A is high; its transmit complete interrupt ends it. What comes in at the first one is sent back, one higher, by its receive
 * interrupt. */
#include <avr/interrupt.h>
#include <avr/io.h>

#define BYTES 3

static volatile uint8_t left[4];

#define USART(N, SPEED, MORE)                                         \
  ISR(USART##N##_UDRE_vect) {                                         \
    UDR##N = 'a' + N;                                                 \
    if (--left[N] == 0) UCSR##N##B &= ~_BV(UDRIE##N);                 \
  }                                                                   \
  ISR(USART##N##_TX_vect) { PORTA &= ~_BV(N); }                       \
  static void send##N(void) {                                         \
    left[N] = BYTES;                                                  \
    UBRR##N = SPEED;                                                  \
    UCSR##N##B = _BV(TXEN##N) | _BV(TXCIE##N) | _BV(UDRIE##N) | MORE; \
    PORTA |= _BV(N);                                                  \
    while (PORTA & _BV(N)) {}                                         \
  }

USART(0, 25, _BV(RXEN0) | _BV(RXCIE0))
USART(1, 51, 0)
USART(2, 103, _BV(UCSZ22)) /* nine bits */
USART(3, 12, 0)

ISR(USART0_RX_vect) { UDR0 = UDR0 + 1; }

int main(void) {
  DDRA = 0x0f;
  UCSR3C = _BV(UPM31) | _BV(USBS3) | _BV(UCSZ31) | _BV(UCSZ30); /* a parity bit and two stop bits */
  sei();
  send0();
  send1();
  send2();
  send3();
  for (;;) {}
}
