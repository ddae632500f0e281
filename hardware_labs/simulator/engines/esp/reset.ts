/** Resets and their causes (Technical Reference Manuals, chapter "Reset and Clock", table "Reset Sources"); the ESP32 has fewer. */

/** As RTC_CNTL_RESET_STATE's RESET_CAUSE has them. */
export const RESET_CAUSES = {
  POWER_ON: 0x01,
  RTC_SW_SYS: 0x03,
  TG0WDT_SYS: 0x07,
  TG1WDT_SYS: 0x08,
  RTCWDT_SYS: 0x09,
  TG0WDT_CPU: 0x0b,
  RTC_SW_CPU: 0x0c,
  RTCWDT_CPU: 0x0d,
  RTCWDT_RTC: 0x10,
  TG1WDT_CPU: 0x11,
  SUPER_WDT: 0x12,
} as const;

export type ResetCause = (typeof RESET_CAUSES)[keyof typeof RESET_CAUSES];

/** What a reset reaches: the CPU alone; the peripherals, too; the real-time clock's domain, too. */
export type ResetScope = 'cpu' | 'core' | 'system';

const CPU_RESETS: readonly ResetCause[] = [
  RESET_CAUSES.TG0WDT_CPU, RESET_CAUSES.RTC_SW_CPU, RESET_CAUSES.RTCWDT_CPU, RESET_CAUSES.TG1WDT_CPU,
];
const SYSTEM_RESETS: readonly ResetCause[] = [RESET_CAUSES.POWER_ON, RESET_CAUSES.RTCWDT_RTC, RESET_CAUSES.SUPER_WDT];

export function resetScope(cause: ResetCause): ResetScope {
  if (CPU_RESETS.includes(cause)) return 'cpu';
  return SYSTEM_RESETS.includes(cause) ? 'system' : 'core';
}
