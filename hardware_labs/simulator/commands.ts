/** What each protocol command does; parameter names are those of wokwi-client. */

import { BAD_REQUEST, CommandError, NOT_FOUND, UNSUPPORTED } from './protocol.ts';
import { optionalBoolean, requireBytes, requireNanos, requireNumber, requireString } from './protocol.ts';
import type { Params } from './protocol.ts';
import type { PausePoint } from './pause-points.ts';
import type { Firmware, FlashSection } from './firmware.ts';
import type { FileContent, Session } from './session.ts';
import { screenPng } from './screen.ts';
import { parseTrace } from './trace.ts';

/** Encoded at a time: a multiple of three, and few enough to be arguments of one call. */
const BASE64_PIECE_BYTES = 3 << 13;

type Handler = (session: Session, params: Params) => unknown;

export const commands: Readonly<Record<string, Handler>> = {
  'file:upload': (session, params) => session.saveFile(requireString(params, 'name'), uploadedContent(params)),
  'file:download': (session, params) => {
    const content = session.file(requireString(params, 'name'));
    return 'text' in content ? content : { binary: encodeBase64(content.binary) };
  },

  'sim:start': (session, params) => {
    for (const name of ['chips', 'sdcards']) {
      const list = params[name];
      if (Array.isArray(list) && list.length > 0) throw new CommandError(UNSUPPORTED, `The local simulator has no ${name}.`);
    }
    session.start(uploadedFirmware(session, params), optionalBoolean(params, 'pause', false));
    return { warnings: [] };
  },
  'sim:pause': (session) => {
    void session.simulation;
    session.pause();
  },
  'sim:resume': (session, params) => {
    session.resume(params.pauseAfter === undefined || params.pauseAfter === null ? Infinity : requireNanos(params, 'pauseAfter'));
  },
  'sim:restart': (session, params) => session.restart(optionalBoolean(params, 'pause', false)),
  /** `running` and `nanos` are Wokwi's; the counters are ours, null where the board's engine has none. */
  'sim:status': (session) => {
    const { running, nanos, counters } = session;
    return { running, nanos, ...counters };
  },

  'serial-monitor:listen': (session) => session.listenSerial(),
  'serial-monitor:write': (session, params) => session.simulation.writeSerial(requireBytes(params, 'bytes')),

  'pin:read': (session, params) => session.simulation.readPin(requireString(params, 'part'), requireString(params, 'pin')),
  'pin:listen': (session, params) => {
    const listen = optionalBoolean(params, 'listen', true);
    session.simulation.listenPin(requireString(params, 'part'), requireString(params, 'pin'), listen);
  },
  'gpio:list': (session) => ({ pins: session.simulation.gpioPins() }),

  'control:set': (session, params) => {
    const value = requireNumber(params, 'value');
    session.simulation.setControl(requireString(params, 'part'), requireString(params, 'control'), value);
  },

  'framebuffer:read': (session, params) => ({ png: encodeBase64(screenPng(session.simulation.screen(requireString(params, 'id')))) }),
  'sim:read-vcd': (session) => session.simulation.readVcd(),

  /** Ours, not Wokwi's: an uploaded CSV file drives a control from now on, or without `control` those that its columns name. */
  'trace:play': (session, params) => {
    const file = requireString(params, 'file');
    const named = params.control !== undefined && params.control !== null;
    const trace = parseTrace(session.fileText(file), file, named ? requireString(params, 'control') : undefined);
    session.simulation.playTrace(requireString(params, 'part'), trace);
    const [points] = trace.values();
    return { points: points.length, seconds: points.at(-1)!.seconds };
  },

  'pause-point:add': (session, params) => session.simulation.addPausePoint(pausePoint(params, session.nanos)),
  'pause-point:remove': (session, params) => {
    const id = requireString(params, 'id');
    if (!session.simulation.removePausePoint(id)) throw new CommandError(NOT_FOUND, `There is no pause point "${id}".`);
  },
};

function uploadedContent(params: Params): FileContent {
  const { text, binary } = params;
  if (typeof text === 'string') return { text };
  if (typeof binary === 'string') return { binary: decodeBase64(binary) };
  throw new CommandError(BAD_REQUEST, 'file:upload needs "text", or "binary" in base64.');
}

/** Intel HEX, or the flash of an ESP32 board: one file with all of it from offset 0, or a file for each section. */
function uploadedFirmware(session: Session, params: Params): Firmware {
  const { firmware } = params;
  if (Array.isArray(firmware)) return firmware.map((section) => flashSection(session, section));
  return [{ offset: 0, bytes: session.fileBytes(requireString(params, 'firmware')) }];
}

function flashSection(session: Session, section: unknown): FlashSection {
  const fields: Params = typeof section === 'object' && section !== null ? { ...section } : {};
  const offset = requireNumber(fields, 'offset');
  if (!Number.isSafeInteger(offset) || offset < 0) throw new CommandError(BAD_REQUEST, `Flash offset ${offset} must be a whole number from 0.`);
  return { offset, bytes: session.fileBytes(requireString(fields, 'file')) };
}

function pausePoint(params: Params, now: number): PausePoint {
  const id = requireString(params, 'id');
  switch (params.type) {
    case 'time-absolute':
      return { id, type: 'time-absolute', nanos: requireNanos(params, 'nanos') };
    case 'time-relative':
      return { id, type: 'time-absolute', nanos: now + requireNanos(params, 'nanos') };
    case 'serial-bytes': {
      const bytes = requireBytes(params, 'bytes');
      if (bytes.length > 0) return { id, type: 'serial-bytes', bytes };
    }
  }
  throw new CommandError(BAD_REQUEST, 'A pause point has the "type" time-absolute or time-relative with "nanos", or serial-bytes with "bytes".');
}

function decodeBase64(text: string): Uint8Array {
  let characters: string;
  try {
    characters = atob(text);
  } catch {
    throw new CommandError(BAD_REQUEST, 'Parameter "binary" is not base64.');
  }
  const bytes = new Uint8Array(characters.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = characters.charCodeAt(index);
  return bytes;
}

function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += BASE64_PIECE_BYTES) {
    text += btoa(String.fromCharCode(...bytes.subarray(start, start + BASE64_PIECE_BYTES)));
  }
  return text;
}
