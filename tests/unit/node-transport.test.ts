/** The transport of Node alone sends what Playwright's context sends. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import type { HttpRequest } from '../../src/engine/http/http.ts';
import { nodeTransport } from '../../src/engine/http/node-transport.ts';
import { playwrightTransport } from '../../src/engine/http/playwright-transport.ts';
import { listen } from '../listen.ts';

const received: { head: string; headers: Map<string, string>; body: string }[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const names = request.rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [[name.toLowerCase(), request.rawHeaders[index + 1] ?? ''] as const] : [],
    );
    received.push({
      head: `${request.method ?? ''} ${request.url ?? ''}`,
      headers: new Map(names),
      body: Buffer.concat(chunks).toString('hex'),
    });
    response.writeHead(302, { Location: '/elsewhere', 'Set-Cookie': 'a=b' }).end('moved');
  });
});
let url = '';

before(async () => {
  url = await listen(server);
});

after(() => server.close());

const requests: readonly Omit<HttpRequest, 'url'>[] = [
  { method: 'GET', query: [], headers: {} },
  {
    method: 'GET',
    query: [
      ['a b', 'ü&'],
      ['a b', ''],
    ],
    headers: { Accept: 'application/json', 'X-Note': 'x' },
  },
  { method: 'POST', query: [], headers: { 'Content-Type': 'application/json' }, body: '{"a":"ü"}' },
  { method: 'POST', query: [], headers: { 'Content-Type': 'text/plain' }, body: 'ü', encoding: 'latin1' },
  { method: 'POST', query: [], headers: {} },
  { method: 'DELETE', query: [], headers: { Cookie: 'c=d' } },
];

test('both transports send the same request, follow no redirect and keep no cookie', async () => {
  for (const transport of [nodeTransport(url), playwrightTransport(url)]) {
    for (const request of requests) {
      const result = await transport.send({ ...request, url: `${url}/base/x` });
      assert.ok('response' in result && result.response.status === 302);
    }
    await transport.close();
  }
  const seen = received.splice(0).map(({ head, headers, body }) => {
    headers.delete('user-agent');
    headers.delete('connection');
    return { head, headers: Object.fromEntries([...headers].sort()), body };
  });
  assert.equal(seen.length, 2 * requests.length);
  assert.deepEqual(seen.slice(0, requests.length), seen.slice(requests.length));
});

test('a request goes to the target alone', async () => {
  const transport = nodeTransport(url);
  await assert.rejects(
    transport.send({ method: 'GET', url: 'http://127.0.0.2/', query: [], headers: {} }),
    /which is not the target/,
  );
});
