/** The server through @wokwi/client, the library that wokwi-cli is made of, which shares no code with Python's wokwi-client. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { APIClient } from '@wokwi/client';
import type { ITransport } from '@wokwi/client';
import { WebSocket } from 'ws';
import { STATION_PARTS, STATION_WIRES, diagram, firmware } from './fixtures.ts';

const SERVER = join(import.meta.dirname, '../../hardware_labs/simulator/server.ts');
const TOKEN = 'open sesame';
const MILLISECOND = 1_000_000;
const CYCLE_NANOS = 62.5;

let server: ChildProcess;
let address: string;

before(async () => {
  server = spawn(process.execPath, [SERVER, '--port', '0', '--token', TOKEN], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(server.stdout!, 'data');
  address = String(line).trim();
});

after(async () => {
  server.stdin!.end();
  await once(server, 'exit');
});

/** What wokwi-cli does between the library and the server. */
class SocketTransport implements ITransport {
  onMessage: (message: unknown) => void = () => {};
  onClose?: (code: number, reason?: string) => void;
  onError?: (error: Error) => void;
  private readonly socket = new WebSocket(address, { headers: { Authorization: `Bearer ${TOKEN}` } });

  connect(): Promise<void> {
    this.socket.on('message', (data) => this.onMessage(JSON.parse(String(data))));
    this.socket.on('close', (code, reason) => this.onClose?.(code, String(reason)));
    this.socket.on('error', (error) => this.onError?.(error));
    return new Promise((resolve) => this.socket.once('open', () => resolve()));
  }

  send(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }

  close(): void {
    this.socket.close();
  }
}

test('the library of wokwi-cli plays a scenario offline', async () => {
  const client = new APIClient(new SocketTransport());
  try {
    await client.connected;
    const parts = [...STATION_PARTS, { type: 'wokwi-logic-analyzer', id: 'logic' }];
    await client.fileUpload('diagram.json', JSON.stringify(diagram(parts, [...STATION_WIRES, ['uno:12', 'logic:D0']])));
    await client.fileUpload('station.hex', new TextEncoder().encode(firmware('station')));
    assert.deepEqual(await client.fileDownload('station.hex'), new TextEncoder().encode(firmware('station')));

    let printed = '';
    const changes: unknown[] = [];
    client.listen('serial-monitor:data', ({ payload }) => (printed += String.fromCharCode(...payload.bytes)));
    client.listen('pin:change', ({ payload }) => changes.push(payload.value));
    await client.simStart({ firmware: 'station.hex', pause: true });
    await client.serialMonitorListen();
    await client.sendCommand('pin:listen', { part: 'uno', pin: '12' });

    await client.waitForSerialBytes([...new TextEncoder().encode('count 523\n')]);
    assert.equal(printed, 'hello\ncount 523\n');
    await client.controlSet('ntc', 'temperature', 40);
    const before = client.lastNanos;
    await client.delay(200 * MILLISECOND);
    const overshoot = client.lastNanos - before - 200 * MILLISECOND;
    assert.ok(overshoot >= 0 && overshoot < 4 * CYCLE_NANOS);
    assert.equal(Boolean((await client.pinRead('uno', '12')).value), true);
    assert.equal(changes.at(-1), true);
    await client.serialMonitorWrite(new TextEncoder().encode('z'));
    await client.delay(30 * MILLISECOND);
    assert.match(printed, /<z>\n/);
    assert.ok((await client.readVCD()).sampleCount > 0);

    await client.simRestart({ pause: true });
    assert.deepEqual([(await client.simStatus()).running, (await client.simStatus()).nanos], [false, 0]);
    await client.simResume();
    assert.equal((await client.simStatus()).running, true);
    await client.simPause();
    await assert.rejects(client.sendCommand('sim:teleport'), /no command "sim:teleport"/);
  } finally {
    client.close();
  }
});
