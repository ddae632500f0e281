import type { FromWorker } from '../../hardware_labs/simulator/page-messages.ts';

export type BoardStatus = Extract<FromWorker, { type: 'status' }>;

/**
 * Simulated time, speed, what the processor has done, how much of it asleep, and the stack it needed.
 *
 * @param stopped Where the board stood when it was paused before: what it has done since then is told, too.
 */
export function clockLine({ nanos, speed, cycles, instructions, sleepCycles, stackPeak, paused }: BoardStatus, stopped?: BoardStatus): string {
  const done = instructions ?? cycles;
  const since = paused && stopped ? done - (stopped.instructions ?? stopped.cycles) : 0;
  const more = since > 0 ? ` (${since.toLocaleString('en')} in this step)` : '';
  const count = `${done.toLocaleString('en')} ${instructions === undefined ? 'cycles' : 'instructions'}${more}`;
  const facts = [`${(nanos / 1e9).toFixed(paused ? 6 : 1)} s simulated`];
  if (!paused) facts.push(`${(100 * speed).toFixed(0)} % of real time`);
  facts.push(count);
  if (sleepCycles && cycles > 0) facts.push(`asleep ${((100 * (sleepCycles.idle + sleepCycles.stopped)) / cycles).toFixed(0)} %`);
  if (stackPeak !== undefined) facts.push(`most stack ${stackPeak.toLocaleString('en')} bytes`);
  return facts.join(', ');
}
