/** Connections that break, stall or speak something else. */
import { head, writeAll } from '../raw-server.ts';
import { bytes, silent } from './behaviour.ts';
import type { Behaviour } from './behaviour.ts';

const json = 'Content-Type: application/json\r\n';

/** A byte after another, as long as anybody waits. */
async function* drip(text: string, milliseconds: number): AsyncGenerator<string> {
  for (const character of text) {
    yield character;
    await new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
  }
}

function* forever(piece: string): Generator<string> {
  for (;;) yield piece;
}

export const connection: readonly Behaviour[] = [
  silent('resets the connection before the head', /closed the connection without an answer/, ({ socket }) => {
    socket.resetAndDestroy();
  }),
  silent('closes the connection before the head', /closed the connection without an answer/, ({ socket }) => {
    socket.end();
  }),
  silent(
    'resets within the status line',
    /closed the connection without an answer|not HTTP/,
    bytes('HTTP/1.1 2', 'reset'),
  ),
  silent('closes within the status line', /closed|not HTTP/, bytes('HTTP/1.1 2')),
  silent('resets within the head', /closed the connection/, bytes(`HTTP/1.1 200 OK\r\n${json}`, 'reset')),
  silent('closes within the head', /closed|not HTTP/, bytes(`HTTP/1.1 200 OK\r\n${json}`)),
  silent(
    'resets after the head',
    /closed the connection within its answer/,
    bytes(`HTTP/1.1 200 OK\r\n${json}Content-Length: 50\r\n\r\n`, 'reset'),
  ),
  silent(
    'closes after the head',
    /closed the connection within its answer/,
    bytes(`HTTP/1.1 200 OK\r\n${json}Content-Length: 50\r\n\r\n`),
  ),
  silent('accepts the request and says nothing', /no answer within/, () => undefined),
  silent('sends one byte and no more', /no answer within/, bytes('H', 'open')),
  silent('sends the head a byte at a time', /no answer within/, ({ socket }) =>
    writeAll(socket, drip(`HTTP/1.1 200 OK\r\n${json}Content-Length: 2\r\n\r\n{}`, 100)),
  ),
  silent('sends the body a byte at a time', /no end of the answer within .* of its body/, async ({ socket, body }) => {
    socket.write(head('HTTP/1.1 200 OK', [['Content-Length', String(body.length)]]));
    await writeAll(socket, drip(body.toString('latin1'), 100));
  }),
  silent('sends a head without end', /not HTTP\/1\.1.*overflow/i, ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    return writeAll(socket, forever(`X-More: ${'x'.repeat(1000)}\r\n`));
  }),
  silent('sends a status line without end', /not HTTP|overflow|no answer within/i, ({ socket }) => {
    socket.write('HTTP/1.1 200 ');
    return writeAll(socket, forever('x'.repeat(10_000)));
  }),
  silent('sends one header without end', /not HTTP\/1\.1.*overflow/i, ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\nX-Long: ');
    return writeAll(socket, forever('x'.repeat(10_000)));
  }),
  silent(
    'sends nothing but the body, as HTTP/0.9 did',
    /not HTTP\/1\.1/,
    bytes(({ body }) => body),
  ),
  silent(
    'answers with the preface of HTTP/2',
    /not HTTP\/1\.1/,
    bytes('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0'),
  ),
  silent('answers with the settings of HTTP/2', /not HTTP\/1\.1/, bytes('\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64')),
  silent('answers with a TLS alert', /not HTTP\/1\.1/, bytes('\x15\x03\x01\0\x02\x02\x46')),
  silent('answers with an SSH greeting', /not HTTP\/1\.1/, bytes('SSH-2.0-OpenSSH_9.2\r\n')),
  silent('answers with random bytes', /not HTTP\/1\.1/, bytes('\x80\x07\xff\0\x13 \r\n\x99\r\n\r\n')),
  silent('sends interim answers without end', /more than \d+ interim answers|no answer within/, ({ socket }) =>
    writeAll(socket, forever('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n')),
  ),
  silent('sends interim answers and then nothing', /no answer within/, bytes('HTTP/1.1 100 Continue\r\n\r\n', 'open')),
  silent(
    'upgrades to another protocol',
    /another protocol|not HTTP|closed/,
    bytes('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n', 'open'),
  ),
];
