/** Status lines and headers that are odd or false. */
import { answering, bytes, silent } from './behaviour.ts';
import type { Behaviour } from './behaviour.ts';
import type { Hit } from '../raw-server.ts';

/** A whole answer around the healthy body. */
function whole(statusLine: string, lines: readonly string[] = []): (hit: Hit) => Buffer {
  return ({ body }) =>
    Buffer.concat([
      Buffer.from(
        [statusLine, 'Content-Type: application/json', ...lines, `Content-Length: ${body.length}`, '', ''].join('\r\n'),
        'latin1',
      ),
      body,
    ]);
}

export const heads: readonly Behaviour[] = [
  silent(
    'has no status line',
    /not HTTP\/1\.1/,
    bytes(({ body }) => `Content-Length: ${body.length}\r\n\r\n${body.toString()}`),
  ),
  silent('has a status line without status', /not HTTP\/1\.1/, bytes(whole('HTTP/1.1'))),
  silent('has a status that is a word', /not HTTP\/1\.1/, bytes(whole('HTTP/1.1 OK'))),
  silent('has the status 99', /status 99|not HTTP\/1\.1/, bytes(whole('HTTP/1.1 99 Low'), 'open')),
  silent('has the status 0', /status 0|not HTTP\/1\.1/, bytes(whole('HTTP/1.1 000 Zero'), 'open')),
  silent('has the status 1000', /not HTTP\/1\.1/, bytes(whole('HTTP/1.1 1000 High'), 'open')),
  silent('has a negative status', /not HTTP\/1\.1/, bytes(whole('HTTP/1.1 -200 OK'))),
  silent('speaks HTTP/3.0 in text', /not HTTP\/1\.1/, bytes(whole('HTTP/3.0 200 OK'))),
  silent('speaks another protocol', /not HTTP\/1\.1/, bytes(whole('ICY 200 OK'))),
  {
    name: 'sends 199 twice before the answer',
    login: 'passed',
    refusal: 'passed',
    act: (hit) => {
      hit.socket.write('HTTP/1.1 199 Hm\r\n\r\nHTTP/1.1 199 Hm\r\n\r\n');
      hit.socket.write(whole(`HTTP/1.1 ${hit.status} Then`)(hit));
    },
  },
  answering('answers 204 with a body', /204/, 'failed', () => ({ status: '204 No Content' })),
  answering('answers 205 with a body', 'passed', 'failed', () => ({ status: '205 Reset Content' })),
  answering('answers 304 with a body', /304/, 'passed', () => ({ status: '304 Not Modified' })),
  answering('answers 418', /418/, 'passed', () => ({ status: "418 I'm a teapot", body: '{}' })),
  answering('answers 451', /451/, 'passed', () => ({ status: '451 Unavailable', body: '{}' })),
  answering('answers 599', /599/, 'failed', () => ({ status: '599 Any', body: '{}' })),
  answering('answers 600', /600/, 'failed', () => ({ status: '600 Any', body: '{}' })),
  answering('answers 999', /999/, 'failed', () => ({ status: '999 Any', body: '{}' })),
  answering('answers 429 with Retry-After of a year', /429/, 'blocked', () => ({
    status: '429 Too Many Requests',
    headers: [['Retry-After', '31536000']],
    body: '{}',
  })),
  answering('answers 503 with Retry-After of a year', /503/, 'blocked', () => ({
    status: '503 Service Unavailable',
    headers: [['Retry-After', '31536000']],
    body: '{}',
  })),
  answering('answers 429 without Retry-After', /429/, 'blocked', () => ({
    status: '429 Too Many Requests',
    body: '{}',
  })),
  silent('has a header name with a space', /not HTTP\/1\.1/, bytes(whole('HTTP/1.1 200 OK', ['X Odd: 1']))),
  silent('has a space before the colon', /not HTTP\/1\.1/, bytes(whole('HTTP/1.1 200 OK', ['X-Odd : 1']))),
  silent('has a header without a name', /not HTTP\/1\.1/, bytes(whole('HTTP/1.1 200 OK', [': 1']))),
  silent('has a header without a colon', /not HTTP\/1\.1/, bytes(whole('HTTP/1.1 200 OK', ['just words']))),
  silent('has NUL in a header', /not HTTP\/1\.1/, bytes(whole('HTTP/1.1 200 OK', ['X-Odd: a\0b']))),
  silent('has a lone CR in a header', /not HTTP\/1\.1/, bytes(whole('HTTP/1.1 200 OK', ['X-Odd: a\rb']))),
  silent(
    'has 5,000 headers',
    /not HTTP\/1\.1.*overflow/i,
    bytes(
      whole(
        'HTTP/1.1 200 OK',
        Array.from({ length: 5000 }, (_, n) => `X-Header-${n}: a`),
      ),
    ),
  ),
  silent(
    'has a header of 100 KiB',
    /not HTTP\/1\.1.*overflow/i,
    bytes(whole('HTTP/1.1 200 OK', [`X-Long: ${'x'.repeat(100 * 1024)}`])),
  ),
  silent(
    'has a header name of 100 KiB',
    /not HTTP\/1\.1.*overflow/i,
    bytes(whole('HTTP/1.1 200 OK', [`${'x'.repeat(100 * 1024)}: 1`])),
  ),
  silent('has a folded header', /not HTTP\/1\.1/, bytes(whole('HTTP/1.1 200 OK', ['X-Folded: a', ' b']))),
  answering('has bytes above 127 in a header', 'passed', 'failed', () => ({ headers: [['X-Latin', '\xe9\xff']] })),
  answering('has 500 headers', 'passed', 'failed', () => ({
    headers: Array.from({ length: 500 }, (_, n) => [`X-Header-${n}`, 'a'] as const),
  })),
  answering('has a header of 10 KiB', 'passed', 'failed', () => ({ headers: [['X-Long', 'x'.repeat(10 * 1024)]] })),
  answering('has headers called __proto__ and constructor', 'passed', 'failed', () => ({
    headers: [
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ],
  })),
  answering('sets a cookie that is a session', 'passed', 'failed', () => ({
    headers: [['Set-Cookie', 'session=stolen; Path=/; HttpOnly']],
  })),
];
