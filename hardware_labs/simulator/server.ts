/** The local simulator's command: a Wokwi API server on the loopback interface, for one parent process. */

import { timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { parseArgs } from 'node:util';
import { WebSocketServer } from 'ws';
import { serveConnection } from './connection.ts';
import { UserError } from './errors.ts';

const HOST = '127.0.0.1';
const MAX_FRAME_BYTES = 44 << 20; // 32 MB of files in base64
const MAX_SESSIONS = 32;
const USAGE = `Usage: node server.ts --port PORT [--token TOKEN]

A local server for the Wokwi API. Prints its address on one line once it listens and ends when its standard input is closed.

  --port PORT    port on ${HOST}; 0 picks a free one
  --token TOKEN  what clients must present as "Authorization: Bearer TOKEN" (default: the variable LAB_SIMULATOR_TOKEN)

Example, and then a client of it:
  LAB_SIMULATOR_TOKEN=secret node server.ts --port 9000
  WOKWI_CLI_SERVER=ws://${HOST}:9000 WOKWI_CLI_TOKEN=secret wokwi-cli .
`;

function main(): void {
  const { port, token } = readOptions();
  const http = createServer((_, response) => {
    response.writeHead(426, { 'Content-Type': 'text/plain' }).end('This is a WebSocket server for Wokwi API clients.\n');
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES });
  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (!isAuthorized(request, token)) refuse(socket, '401 Unauthorized');
    else if (sockets.clients.size >= MAX_SESSIONS) refuse(socket, '503 Service Unavailable');
    else sockets.handleUpgrade(request, socket, head, serveConnection);
  });
  http.on('error', (error) => fail(`cannot listen on ${HOST}:${port}: ${error.message}; choose another --port, or 0 for a free one.`, 1));
  http.listen(port, HOST, () => process.stdout.write(`ws://${HOST}:${(http.address() as AddressInfo).port}\n`));
  process.stdin.on('end', () => process.exit(0)).on('error', () => process.exit(0)).resume();
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function readOptions(): { port: number; token: string } {
  try {
    const { values } = parseArgs({ options: { port: { type: 'string' }, token: { type: 'string' }, help: { type: 'boolean' } } });
    if (values.help) {
      process.stdout.write(USAGE);
      process.exit(0);
    }
    const token = values.token ?? process.env.LAB_SIMULATOR_TOKEN ?? '';
    if (token === '') throw new UserError('a token is missing: give --token, or set LAB_SIMULATOR_TOKEN.');
    if (!/^\d{1,5}$/.test(values.port ?? '') || Number(values.port) > 65535) {
      throw new UserError(`--port must be a number from 0 to 65535, not "${values.port ?? ''}".`);
    }
    return { port: Number(values.port), token };
  } catch (error) {
    return fail((error as Error).message, 2);
  }
}

function isAuthorized(request: IncomingMessage, token: string): boolean {
  const presented = Buffer.from(request.headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return presented.length === expected.length && timingSafeEqual(presented, expected);
}

function fail(message: string, code: number): never {
  process.stderr.write(`simulator: ${message}\n`);
  process.exit(code);
}

main();
