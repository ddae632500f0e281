import type { Firmware } from '../../hardware_labs/simulator/firmware.ts';
import type { Diagram } from './wires.ts';

/** A board that the lab was built for, and where its circuit and its image are. */
export interface BoardChoice {
  readonly id: string;
  readonly name: string;
  readonly diagram: string;
  readonly firmware: string;
  /** Program address that every turn of `loop()` passes once; absent where the image does not tell. */
  readonly loop?: number;
}

export async function loadDiagram({ diagram }: BoardChoice): Promise<Diagram> {
  return (await (await load(diagram)).json()) as Diagram;
}

/** Intel HEX is text; the image of an ESP board is its flash from the start. */
export async function loadFirmware({ firmware }: BoardChoice): Promise<Firmware> {
  const answer = await load(firmware);
  return firmware.endsWith('.bin') ? [{ offset: 0, bytes: new Uint8Array(await answer.arrayBuffer()) }] : answer.text();
}

/** @throws Error with one sentence for the reader. */
export async function load(url: string): Promise<Response> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} is not on this site (${answer.status}).`);
  return answer;
}
