/** Bodies whose length, framing or coding lies. */
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { head, writeAll } from '../raw-server.ts';
import { answering, bytes, silent } from './behaviour.ts';
import type { Behaviour } from './behaviour.ts';

const json = 'Content-Type: application/json\r\n';
const ok = `HTTP/1.1 200 OK\r\n${json}`;
const chunked = `${ok}Transfer-Encoding: chunked\r\n\r\n`;
/** Ten megabytes of nothing in ten kilobytes. */
const zeros = gzipSync(Buffer.alloc(10 * 1024 * 1024));
/** The quality is of no matter for nothing. */
const noughts = brotliCompressSync(Buffer.alloc(20 * 1024 * 1024), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
const coded = (coding: string): readonly (readonly [string, string])[] => [['Content-Encoding', coding]];

function* times(count: number, piece: Buffer): Generator<Buffer> {
  for (let index = 0; index < count; index += 1) yield piece;
}

export const bodies: readonly Behaviour[] = [
  silent(
    'has a body shorter than its Content-Length',
    /within its answer|no end of the answer/,
    bytes(({ body }) => `${ok}Content-Length: ${body.length + 10}\r\n\r\n${body.toString()}`),
  ),
  silent(
    'has a body shorter than its Content-Length and keeps the connection',
    /no end of the answer/,
    bytes(({ body }) => `${ok}Content-Length: ${body.length + 10}\r\n\r\n${body.toString()}`, 'open'),
  ),
  {
    name: 'has a body longer than its Content-Length',
    login: /not JSON|not HTTP\/1\.1/,
    refusal: 'failed',
    act: bytes(({ body }) => `${ok}Content-Length: ${body.length - 5}\r\n\r\n${body.toString()}`),
  },
  silent(
    'has two different Content-Lengths',
    /not HTTP\/1\.1/,
    bytes(({ body }) => `${ok}Content-Length: 2\r\nContent-Length: ${body.length}\r\n\r\n${body.toString()}`),
  ),
  silent('has a Content-Length that is no number', /not HTTP\/1\.1/, bytes(`${ok}Content-Length: many\r\n\r\n{}`)),
  silent('has a negative Content-Length', /not HTTP\/1\.1/, bytes(`${ok}Content-Length: -1\r\n\r\n{}`)),
  silent(
    'has a Content-Length beyond 64 bits',
    /not HTTP\/1\.1/,
    bytes(`${ok}Content-Length: 99999999999999999999999\r\n\r\n{}`),
  ),
  silent(
    'has Content-Length and chunks',
    /not HTTP\/1\.1/,
    bytes(`${ok}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
  ),
  silent('has chunk sizes that are words', /not HTTP\/1\.1/, bytes(`${chunked}two\r\n{}\r\n0\r\n\r\n`)),
  silent(
    'has a chunk smaller than its size',
    /within its answer|no end|not HTTP\/1\.1/,
    bytes(`${chunked}ff\r\n{}\r\n0\r\n\r\n`),
  ),
  silent('has a chunk larger than its size', /not HTTP\/1\.1/, bytes(`${chunked}1\r\n{}\r\n0\r\n\r\n`)),
  silent('has a chunk size beyond 64 bits', /not HTTP\/1\.1/, bytes(`${chunked}ffffffffffffffffff\r\n{}\r\n0\r\n\r\n`)),
  silent('has chunks without a last one', /within its answer/, bytes(`${chunked}2\r\n{}\r\n`)),
  silent('has chunks without end', /more than 1 MiB/, ({ socket }) => {
    socket.write(chunked);
    return writeAll(socket, times(100_000, Buffer.from(`400\r\n${' '.repeat(1024)}\r\n`)));
  }),
  silent('has chunk extensions without end', /not HTTP\/1\.1|overflow/i, ({ socket }) => {
    socket.write(`${chunked}2;x=`);
    return writeAll(socket, times(100_000, Buffer.alloc(1024, 'x')));
  }),
  silent('has trailers without end', /not HTTP\/1\.1|overflow/i, ({ socket }) => {
    socket.write(`${chunked}2\r\n{}\r\n0\r\n`);
    return writeAll(socket, times(100_000, Buffer.from(`X-T: ${'x'.repeat(1000)}\r\n`)));
  }),
  {
    name: 'ends the body with the connection',
    login: 'passed',
    refusal: 'failed',
    act: bytes(({ body }) => `${ok}\r\n${body.toString()}`),
  },
  silent('sends 200 MB', /more than 1 MiB/, ({ socket }) => {
    socket.write(head('HTTP/1.1 200 OK', [['Content-Length', String(200 * 1024 * 1024)]]));
    return writeAll(socket, times(200, Buffer.alloc(1024 * 1024, 'x')));
  }),
  silent('sends without end and without length', /more than 1 MiB/, ({ socket }) => {
    socket.write(`${ok}\r\n`);
    return writeAll(socket, times(100_000, Buffer.alloc(64 * 1024, ' ')));
  }),
  silent('sends a gzip bomb of 10 GB', /more than 1 MiB/, ({ socket }) => {
    socket.write(head('HTTP/1.1 200 OK', [...coded('gzip'), ['Connection', 'close']]));
    return writeAll(socket, times(1000, zeros));
  }),
  answering('sends a gzip bomb of 1 GB in a megabyte', /gzip body of more than 1 MiB/, 'failed', () => ({
    headers: coded('gzip'),
    body: Buffer.concat([...times(100, zeros)]),
  })),
  answering('sends a bomb within a bomb', /more than 1 MiB/, 'failed', () => ({
    headers: coded('gzip, gzip'),
    body: gzipSync(zeros),
  })),
  answering('sends a brotli bomb', /br body of more than 1 MiB/, 'failed', () => ({
    headers: coded('br'),
    body: noughts,
  })),
  answering('names nine content codings', /9 content codings/, 'failed', () => ({
    headers: coded(Array.from({ length: 9 }, () => 'gzip').join(', ')),
  })),
  answering('says gzip and sends plain text', /not gzip/, 'failed', () => ({ headers: coded('gzip') })),
  answering('says br and sends plain text', /not br/, 'failed', () => ({ headers: coded('br') })),
  answering('sends broken gzip', /not gzip/, 'failed', ({ body }) => {
    const whole = gzipSync(body);
    whole.fill(0xff, 12, 20);
    return { headers: coded('gzip'), body: whole };
  }),
  answering('sends half of its gzip', /not gzip/, 'failed', ({ body }) => ({
    headers: coded('gzip'),
    body: gzipSync(body).subarray(0, 20),
  })),
  answering('sends gzip without saying so', /body/, 'failed', ({ body }) => ({ body: gzipSync(body) })),
  answering('says zstd', /content coding "zstd"/, 'failed', () => ({ headers: coded('zstd') })),
  answering('says a coding that is a word', /content coding "rot13"/, 'failed', () => ({ headers: coded('rot13') })),
  answering('sends good gzip', 'passed', 'failed', ({ body }) => ({ headers: coded('gzip'), body: gzipSync(body) })),
  answering('sends good deflate', 'passed', 'failed', ({ body }) => ({
    headers: coded('deflate'),
    body: deflateSync(body),
  })),
  answering('sends deflate without its wrapper', 'passed', 'failed', ({ body }) => ({
    headers: coded('deflate'),
    body: deflateRawSync(body),
  })),
];
