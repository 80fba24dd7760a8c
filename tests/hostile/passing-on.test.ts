/** Playwright receives what the target sent, and a connection that is used again changes nothing about it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { TestContext } from 'node:test';
import { deflateRawSync, gzipSync } from 'node:zlib';
import type { HttpRequest, HttpResult, Transport } from '../../src/engine/http/http.ts';
import { nodeTransport } from '../../src/engine/http/node-transport.ts';
import { playwrightTransport } from '../../src/engine/http/playwright-transport.ts';
import { head, startRaw } from './raw-server.ts';
import type { Act, RawServer } from './raw-server.ts';

const transports = [
  ['Playwright', playwrightTransport],
  ['Node', nodeTransport],
] as const;

/** A server that answers the n-th request as told, and a transport to it. */
async function between(
  context: TestContext,
  make: (url: string) => Transport,
  actAt: (index: number) => Act,
): Promise<{ server: RawServer; send: (request?: Partial<HttpRequest>) => Promise<HttpResult> }> {
  const server = await startRaw({ handler: () => Promise.resolve(new Response('{}')), actAt });
  const transport = make(server.url);
  context.after(async () => {
    await transport.close();
    await server.close();
  });
  return {
    server,
    send: (request) => transport.send({ method: 'GET', url: `${server.url}/`, query: [], headers: {}, ...request }),
  };
}

const answer = (status: string, headers: readonly (readonly [string, string])[], body: string | Buffer): Act => {
  const bytes = Buffer.concat([Buffer.from(head(`HTTP/1.1 ${status}`, headers), 'latin1'), Buffer.from(body)]);
  return ({ socket }) => void socket.write(bytes);
};

const length = (value: number | string): [string, string] => ['content-LENGTH', String(value)];
const text = '{"a":1}';
const gzip = gzipSync(text);
const twice = gzipSync(gzip);
const raw = deflateRawSync(text);
type Passing = [name: string, status: string, headers: [string, string][], sent: string | Buffer, body: string];
const passing: Passing[] = [
  ['duplicates in their order', '200 OK', [['X-A', '1'], length(7), ['x-a', '2'], ['X-B', ' é\t']], text, text],
  ['cookies', '201 Made', [['Set-Cookie', 'a=1; Domain=.example.com'], ['set-cookie', 'odd'], length(7)], text, text],
  ['a date of its own', '200 OK', [['Date', 'yesterday'], length(7)], text, text],
  ['gzip', '200 OK', [['Content-Encoding', 'GZIP'], length(gzip.length)], gzip, text],
  [
    'gzip twice',
    '200 OK',
    [['Content-Encoding', 'gzip'], ['content-encoding', 'gzip'], length(twice.length)],
    twice,
    text,
  ],
  ['deflate without its wrapper', '200 OK', [['Content-Encoding', 'deflate'], length(raw.length)], raw, text],
  [
    'chunks',
    '200 OK',
    [
      ['Transfer-Encoding', 'chunked'],
      ['Keep-Alive', 'timeout=5'],
    ],
    '7\r\n{"a":1}\r\n0\r\n\r\n',
    text,
  ],
  ['204', '204 Odd', [['X-A', '']], '', ''],
  ['304 with a length', '304 Not Modified', [length(7)], '', ''],
  ['205 with a body', '205 Reset', [length(7)], text, text],
  ['a redirect', '302 Found', [['Location', 'http://127.0.0.1:1/'], length(0)], '', ''],
  ['401 with a challenge', '401 No', [['WWW-Authenticate', 'Basic realm="a"'], length(7)], text, text],
  ['a status of nobody', '999 Any', [length(7)], text, text],
  ['a reason that steers a terminal', '500 \x1b[2J', [length(7)], text, text],
  ['what looks like a mark', '200 OK', [['00000000000000000000000000000000-failure', 'e30'], length(7)], text, text],
];

for (const [name, make] of transports)
  describe(`${name} receives`, () => {
    for (const [what, status, headers, sent, body] of passing)
      test(what, async (context) => {
        const { send } = await between(context, make, () => answer(status, headers, sent));
        const result = await send();
        assert.ok('response' in result, JSON.stringify(result));
        assert.equal(result.response.status, Number(status.slice(0, 3)));
        const trimmed = headers.map(([header, value]) => [header, value.replace(/^[ \t]+|[ \t]+$/g, '')]);
        assert.deepEqual(result.response.headers, trimmed);
        assert.equal(Buffer.from(result.response.body).toString(), body);
      });

    test('the head that belongs to HEAD', async (context) => {
      const { send } = await between(context, make, () => answer('200 OK', [length(700)], ''));
      const result = await send({ method: 'HEAD' });
      assert.ok('response' in result, JSON.stringify(result));
      assert.deepEqual([result.response.headers, result.response.body.length], [[length(700)], 0]);
    });

    test('no transfer coding that the request did not request', async (context) => {
      const headers: [string, string][] = [['Transfer-Encoding', 'gzip, chunked']];
      const { send } = await between(context, make, () => answer('200 OK', headers, '2\r\n{}\r\n0\r\n\r\n'));
      assert.match(JSON.stringify(await send()), /200 with the transfer coding \\"gzip\\"/);
    });

    test('a request once if a kept connection is lost, unless the method is safe', async (context) => {
      const lose: Act = ({ socket }) => void socket.destroy();
      const { server, send } = await between(context, make, (index) =>
        index % 2 === 1 ? lose : answer('200 OK', [length(7)], text),
      );
      assert.ok('response' in (await send()));
      const lost = await send({ method: 'POST', body: 'a=b' });
      assert.equal('failure' in lost && lost.failure.kind, 'connection-lost');
      assert.deepEqual(server.requests, ['GET /', 'POST /']);
      assert.ok('response' in (await send()));
      assert.ok('response' in (await send()));
      assert.deepEqual(server.requests, ['GET /', 'POST /', 'GET /', 'GET /', 'GET /']);
    });

    test('no late response as the next one', async (context) => {
      const late = Buffer.from(`${head('HTTP/1.1 200 OK', [length(7)])}{"b":2}`);
      let sendLate: () => Promise<void> = () => Promise.resolve();
      const { send } = await between(context, make, (index) => (hit) => {
        void answer('200 OK', [length(7)], text)(hit);
        if (index === 0) sendLate = () => new Promise((resolve) => hit.socket.write(late, () => resolve()));
      });
      await send();
      await sendLate();
      // The bytes are there, and are read within the next turns.
      for (let turn = 0; turn < 3; turn += 1) await setImmediate();
      const next = await send({ method: 'POST' });
      assert.ok('response' in next, JSON.stringify(next));
      assert.equal(Buffer.from(next.response.body).toString(), text);
    });
  });
