/** Credentials go to the target's origin alone, and over TLS only to a server that proves to be the target. */
import assert from 'node:assert/strict';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { request as playwright } from 'playwright';
import type { HttpRequest } from '../../src/engine/http/http.ts';
import { openGuard, ticketHeader } from '../../src/engine/http/bounded-proxy.ts';
import { usualLimits } from '../../src/engine/http/limits.ts';
import { playwrightTransport } from '../../src/engine/http/playwright-transport.ts';
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
    other.listen(0, '127.0.0.1');
    context.after(() => other.close());
    await once(other, 'listening');
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/api/v1/sessions`;
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

test('a request to another origin is refused before it is sent', async () => {
  const transport = playwrightTransport('http://127.0.0.1:1/base');
  for (const url of ['http://127.0.0.1:2/base', 'https://127.0.0.1:1/base', 'http://localhost:1/base'])
    await assert.rejects(transport.send({ method: 'GET', url, query: [], headers: {} }), /which is not the target/);
  await transport.close();
});

test('nothing of an answer stays with the context: neither its bytes nor its cookies', async (context) => {
  const made = context.mock.method(playwright, 'newContext');
  const body = 'x'.repeat(1_000_000);
  const headers = { 'Set-Cookie': 'session=stolen; Path=/' };
  const server = await startRaw({
    handler: () => Promise.resolve(new Response(body, { headers })),
    actAt: () => undefined,
  });
  const transport = playwrightTransport(server.url);
  context.after(async () => {
    await transport.close();
    await server.close();
  });
  for (let count = 1; count <= 3; count += 1) {
    const result = await transport.send({ method: 'GET', url: `${server.url}/`, query: [], headers: {} });
    assert.equal('response' in result && result.response.body.length, body.length);
  }
  const [{ result: own } = { result: undefined }, ...others] = made.mock.calls;
  assert.deepEqual(others, []);
  assert.deepEqual((await (await own)?.storageState())?.cookies, []);
});

test('a connection that is closed under the next request is no mismatch', async () => {
  const { requirements } = await runBench({
    api: 'flame',
    cases: [login, 'flame/login/wrong-password', 'flame/logout/success'],
    actAt: () => undefined,
    onRequest: (socket, earlier) => {
      if (earlier > 0) socket.destroy();
    },
  });
  assert.equal(said(requirements), '');
});

test('a request with a long head reaches the target', async (context) => {
  const server = createHttpServer({ maxHeaderSize: 2 ** 20 }, (_request, response) => void response.end('{}'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const transport = playwrightTransport(url);
  context.after(async () => {
    await transport.close();
    server.close();
  });
  const result = await transport.send({ method: 'GET', url, query: [['a', 'b'.repeat(20_000)]], headers: {} });
  assert.equal('response' in result && result.response.status, 200);
});

test('an error of ours is not put down to the target', async (context) => {
  const server = await startRaw({ handler: () => Promise.resolve(new Response('{}')), actAt: () => undefined });
  // Node refuses such a bound when the request is opened.
  const transport = playwrightTransport(server.url, { limits: { headBytes: -1 } });
  context.after(async () => {
    await transport.close();
    await server.close();
  });
  await assert.rejects(transport.send({ method: 'GET', url: server.url, query: [], headers: {} }), RangeError);
});

test('a body that is too long is given up, however it comes', async (context) => {
  const server = await startRaw({
    handler: () => Promise.resolve(new Response('x'.repeat(25_000))),
    actAt: () => undefined,
  });
  const transport = playwrightTransport(server.url, { limits: { bodyBytes: 20_000 } });
  context.after(async () => {
    await transport.close();
    await server.close();
  });
  const ways: Partial<HttpRequest>[] = [{}, {}, { connection: 'opened' }, { connection: 'reused' }, { method: 'POST' }];
  for (const way of ways) {
    const result = await transport.send({ method: 'GET', url: `${server.url}/`, query: [], headers: {}, ...way });
    assert.match('failure' in result ? result.failure.message : '', /^a body of more than/);
  }
});

test('nobody else comes through the guard', async () => {
  const server = await startRaw({ handler: () => Promise.resolve(new Response('{}')), actAt: () => undefined });
  const guard = await openGuard(new URL(server.url), { limits: usualLimits, insecureTls: false, keepAlive: true });
  for (const headers of [{}, { [ticketHeader]: 'guessed' }]) {
    const answer = await fetch(guard.url, { headers });
    assert.equal(answer.status, 403);
  }
  assert.deepEqual(server.requests, []);
  await guard.close();
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
    test(`a certificate that is ${what} is refused, and no request is sent`, async () => {
      const { requirements, requests } = await runBench({ api: 'flame', cases: [login], actAt: () => undefined, tls });
      assert.match(said(requirements), message);
      assert.deepEqual(requests, []);
    });
    test(`a certificate that is ${what} passes with TARGET_INSECURE_TLS`, async () => {
      const transport = { insecureTls: true };
      const { requirements } = await runBench({ api: 'flame', cases: [login], actAt: () => undefined, tls, transport });
      assert.equal(said(requirements), '');
    });
  }

  test('an old protocol is refused', async () => {
    const tls = { ...good, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const transport = { insecureTls: true };
    const { requirements, requests } = await runBench({
      api: 'flame',
      cases: [login],
      actAt: () => undefined,
      tls,
      transport,
    });
    assert.match(said(requirements), /no answer: .*(protocol|version|alert)/i);
    assert.deepEqual(requests, []);
  });

  test('TLS is spoken to a server that does not', async () => {
    const plain = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    plain.listen(0, '127.0.0.1');
    await once(plain, 'listening');
    const url = `https://127.0.0.1:${(plain.address() as AddressInfo).port}`;
    const transport = playwrightTransport(url);
    const result = await transport.send({ method: 'GET', url, query: [], headers: {} });
    await transport.close();
    plain.close();
    assert.ok('failure' in result);
    assert.equal(result.failure.kind, 'unreachable', result.failure.message);
  });
});
