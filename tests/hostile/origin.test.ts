/** Credentials go to the target's origin alone, and over TLS only to a server that proves to be the target. */
import assert from 'node:assert/strict';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { request as playwright } from 'playwright';
import type { HttpRequest, HttpResult } from '../../src/engine/http/http.ts';
import { startBoundedProxy, ticketHeader } from '../../src/engine/http/bounded-proxy.ts';
import { destinationAt } from '../../src/engine/http/node-transport.ts';
import { playwrightTransport } from '../../src/engine/http/playwright-transport.ts';
import { listen } from '../listen.ts';
import { answering } from './behaviours/behaviour.ts';
import { runBench, said } from './bench.ts';
import { selfSigned } from './certificates.ts';
import { startRaw } from './raw-server.ts';

const login = 'flame/login/success';
const redirected = [login, 'flame/login/wrong-password', 'flame/logout/success', 'flame/login/without-user', login];
const day = 24 * 3600 * 1000;
const around = { from: new Date(Date.now() - day), to: new Date(Date.now() + day) };

for (const status of ['301 A', '302 A', '303 A', '307 A', '308 A'])
  test(`a redirect with ${status.slice(0, 3)} reaches no other server`, async (context) => {
    let connections = 0;
    const other = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    context.after(() => other.close());
    const url = `${await listen(other)}/api/v1/sessions`;
    const away = answering('away', /./, 'failed', () => ({
      status,
      headers: [
        ['Location', url],
        ['Refresh', `0; url=${url}`],
        ['Link', `<${url}>; rel=preload`],
      ],
      body: `<meta http-equiv="refresh" content="0; url=${url}"><img src="${url}">`,
    }));
    const { requirements, requests } = await runBench({
      api: 'flame',
      cases: redirected,
      actAt: (index) => (index < 4 ? away.act : undefined),
    });
    assert.equal(connections, 0);
    assert.ok(requests.length > 4);
    assert.ok(requirements.every(({ verdict }) => verdict !== 'error'));
  });

test('blocks a request to another origin before it is sent', async () => {
  const transport = playwrightTransport('http://127.0.0.1:1/base');
  for (const url of ['http://127.0.0.1:2/base', 'https://127.0.0.1:1/base', 'http://localhost:1/base'])
    await assert.rejects(transport.send({ method: 'GET', url, query: [], headers: {} }), /which is not the target/);
  await transport.close();
});

test('keeps no cookie of a response, and sends the cookies of a request', async (context) => {
  const made = context.mock.method(playwright, 'newContext');
  const body = 'x'.repeat(1_000_000);
  const cookies: (string | null)[] = [];
  const server = await startRaw({
    handler: (request) => {
      cookies.push(request.headers.get('cookie'));
      return Promise.resolve(new Response(body, { headers: { 'Set-Cookie': `session=${cookies.length}; Path=/` } }));
    },
    actAt: () => undefined,
  });
  const transport = playwrightTransport(server.url);
  context.after(() => server.close());
  const own = ['', 'session=mine'];
  const requests = [{}, {}, ...own.map((cookie) => ({ cookie })), { Cookie: 'b=c' }];
  const send = (headers: Record<string, string>): Promise<HttpResult> =>
    transport.send({ method: 'GET', url: `${server.url}/`, query: [], headers });
  for (const headers of requests) {
    const result = await send(headers);
    assert.ok('response' in result);
    assert.equal(result.response.body.length, body.length);
    const set = result.response.headers.filter(([name]) => name === 'set-cookie').map(([, value]) => value);
    assert.deepEqual(set, [`session=${cookies.length}; Path=/`]);
  }
  await Promise.all([send({}), send({})]);
  assert.deepEqual(cookies, [null, null, ...own, 'b=c', null, null]);
  await transport.close();
  for (const { result } of made.mock.calls) {
    const owner = await result;
    assert.ok(owner);
    await assert.rejects(owner.storageState(), /disposed|closed/);
  }
});

test('a case is executed again, and no request of it, when a kept connection is closed under a request', async () => {
  const bench = { api: 'flame', cases: [login, 'flame/login/wrong-password', 'flame/logout/success'] } as const;
  const undisturbed = await runBench({ ...bench, actAt: () => undefined });
  const closed: number[] = [];
  const { requirements, requests } = await runBench({
    ...bench,
    actAt: () => undefined,
    onRequest: (socket, earlier) => {
      if (earlier > 0) closed.push(earlier);
      if (earlier > 0) socket.destroy();
    },
  });
  assert.equal(said(requirements), '');
  assert.ok(closed.length > 0);
  // What the target has not read is not counted: what it has answered before is sent again.
  assert.ok(requests.length > undisturbed.requests.length);
});

test('a request with a long head reaches the target', async (context) => {
  const server = createHttpServer({ maxHeaderSize: 2 ** 20 }, (_request, response) => void response.end('{}'));
  const url = await listen(server);
  const transport = playwrightTransport(url);
  context.after(async () => {
    await transport.close();
    server.close();
  });
  const result = await transport.send({ method: 'GET', url, query: [['a', 'b'.repeat(20_000)]], headers: {} });
  assert.equal('response' in result && result.response.status, 200);
});

test('does not report an error of the harness as a finding', async (context) => {
  const server = await startRaw({ handler: () => Promise.resolve(new Response('{}')), actAt: () => undefined });
  // Node refuses such a bound when the request is opened.
  const transport = playwrightTransport(server.url, { limits: { headBytes: -1 } });
  context.after(async () => {
    await transport.close();
    await server.close();
  });
  await assert.rejects(transport.send({ method: 'GET', url: server.url, query: [], headers: {} }), RangeError);
});

test('stops reading a body that is too long, in any coding', async (context) => {
  const server = await startRaw({
    handler: () => Promise.resolve(new Response('x'.repeat(25_000))),
    actAt: () => undefined,
  });
  const transport = playwrightTransport(server.url, { limits: { bodyBytes: 20_000 } });
  context.after(async () => {
    await transport.close();
    await server.close();
  });
  const ways: Partial<HttpRequest>[] = [
    {},
    {},
    { connection: { name: 'a' } },
    { connection: { name: 'a' } },
    { method: 'POST' },
  ];
  for (const way of ways) {
    const result = await transport.send({ method: 'GET', url: `${server.url}/`, query: [], headers: {}, ...way });
    assert.match('failure' in result ? result.failure.message : '', /^a body of more than/);
  }
});

test('a request without a ticket does not pass the proxy', async () => {
  const server = await startRaw({ handler: () => Promise.resolve(new Response('{}')), actAt: () => undefined });
  const proxy = await startBoundedProxy(destinationAt(server.url));
  for (const headers of [{}, { [ticketHeader]: 'guessed' }]) {
    const answer = await fetch(proxy.url, { headers });
    assert.equal(answer.status, 403);
  }
  assert.deepEqual(server.requests, []);
  await proxy.close();
  await server.close();
});

describe('TLS', () => {
  const good = selfSigned({ name: '127.0.0.1', ...around });
  const unproven = [
    ['self-signed', good, /self.signed/i],
    ['expired', selfSigned({ name: '127.0.0.1', from: new Date(0), to: new Date(day) }), /self.signed|expired/i],
    ['of another name', selfSigned({ name: 'other.example', ...around }), /self.signed|altnames/i],
  ] as const;
  for (const [what, tls, message] of unproven) {
    test(`rejects a certificate that is ${what}, without sending a request`, async () => {
      const { requirements, requests } = await runBench({ api: 'flame', cases: [login], actAt: () => undefined, tls });
      assert.match(said(requirements), message);
      assert.deepEqual(requests, []);
    });
    test(`accepts a certificate that is ${what} with TARGET_INSECURE_TLS`, async () => {
      const transport = { insecureTls: true };
      const { requirements } = await runBench({ api: 'flame', cases: [login], actAt: () => undefined, tls, transport });
      assert.equal(said(requirements), '');
    });
  }

  test('rejects an old protocol', async () => {
    const tls = { ...good, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const transport = { insecureTls: true };
    const { requirements, requests } = await runBench({
      api: 'flame',
      cases: [login],
      actAt: () => undefined,
      tls,
      transport,
    });
    assert.match(said(requirements), /no response: .*(protocol|version|alert)/i);
    assert.deepEqual(requests, []);
  });

  test('reports TLS to a plain server', async () => {
    const plain = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    const url = (await listen(plain)).replace('http:', 'https:');
    const transport = playwrightTransport(url);
    const result = await transport.send({ method: 'GET', url, query: [], headers: {} });
    await transport.close();
    plain.close();
    assert.ok('failure' in result);
    assert.equal(result.failure.kind, 'unreachable', result.failure.message);
  });
});
