/** Credentials belong to a request: a server that remembers them for a connection lets in whoever comes over it next. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import { loadSuite } from '../../src/cases/suite.ts';
import { Masker } from '../../src/client/mask.ts';
import { playwrightTransport } from '../../src/client/playwright-transport.ts';
import { createTarget } from '../../src/reference/create.ts';
import { runSuite } from '../../src/run/run-suite.ts';
import { settingsFrom } from '../../src/target/settings.ts';

/** The header of the scheme, and what it holds where an answer issues it. */
const apis = [
  ['flame', 'authorization', (text: string) => `Token token=${/"auth_token":"([^"]+)"/.exec(text)?.[1] ?? ''}`],
  ['goact', 'authorization', undefined],
  ['uprogress', 'uprogresstoken', undefined],
  ['ar', 'authorization', undefined],
] as const;

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

for (const [api, header, issuedBy] of apis)
  for (const trusting of [false, true])
    test(`${api} that ${trusting ? 'trusts' : 'forgets'} a connection`, async () => {
      const reference = createTarget(api);
      const remembered = new WeakMap<Socket, string>();
      const server = createServer((incoming, outgoing) => {
        void (async () => {
          const { socket, method = 'GET', url = '/' } = incoming;
          const body = await bodyOf(incoming);
          const headers = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
          const own = headers.get(header);
          const known = remembered.get(socket);
          // What was signed for another request proves nothing for this one, so that any stands for all.
          if (trusting && own === null && known !== undefined && api !== 'ar') headers.set(header, known);
          const bytes = method === 'GET' ? {} : { body };
          const request = new Request(`http://${incoming.headers.host ?? ''}${url}`, { method, headers, ...bytes });
          const trusted = trusting && api === 'ar' && own === null && known !== undefined;
          const answer = trusted ? new Response(known) : await reference.handler(request);
          const text = await answer.text();
          if (answer.ok && api === 'ar') remembered.set(socket, text);
          else if (answer.ok && issuedBy !== undefined && text !== '') remembered.set(socket, issuedBy(text));
          else if (answer.ok && own !== null) remembered.set(socket, own);
          outgoing.writeHead(answer.status, Object.fromEntries(answer.headers)).end(text);
        })();
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const suite = await loadSuite(api);
      const { target } = settingsFrom({ ...reference.settings, TARGET_URL: url });
      assert.ok(target);
      const transport = playwrightTransport(url);
      const stage = {
        contract: suite.contract,
        target,
        transport,
        newMasker: () => new Masker(),
        now: () => Date.now(),
        wait: () => Promise.resolve(),
      };
      const chosen = suite.cases.filter(({ id }) => /\/(same-connection|unsigned|without-credentials)$/.test(id));
      const results = await runSuite(chosen, stage, 'implied');
      await transport.close();
      server.closeAllConnections();
      server.close();
      const all = results.flatMap((each) => each.results);
      const failed = all.filter(({ verdict }) => verdict === 'failed').map(({ requirement }) => requirement.id);
      const connections = chosen.map(({ id }) => id).filter((id) => id.endsWith('/same-connection'));
      assert.ok(connections.length > 0);
      assert.deepEqual(failed.sort(), trusting ? connections.sort() : []);
      if (!trusting) assert.ok(all.every(({ verdict }) => verdict === 'passed'));
    });

test('a target that serves one connection after another is not kept waiting', async () => {
  const reference = createTarget('flame');
  const http = createServer((incoming, outgoing) => {
    void (async () => {
      const { method = 'GET', url = '/' } = incoming;
      const body = await bodyOf(incoming);
      const headers = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
      const request = new Request(`http://${incoming.headers.host ?? ''}${url}`, { method, headers, body });
      const answer = await reference.handler(request);
      outgoing.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    })();
  });
  const waiting: Socket[] = [];
  let current: Socket | undefined;
  const next = (): void => {
    current = waiting.shift();
    if (current === undefined) return;
    current.once('close', next);
    http.emit('connection', current);
  };
  const sockets = createSocketServer({ pauseOnConnect: false }, (socket) => {
    waiting.push(socket);
    if (current === undefined) next();
  });
  sockets.listen(0, '127.0.0.1');
  await once(sockets, 'listening');
  const url = `http://127.0.0.1:${(sockets.address() as AddressInfo).port}`;
  const suite = await loadSuite('flame');
  const { target } = settingsFrom({ ...reference.settings, TARGET_URL: url });
  assert.ok(target);
  const transport = playwrightTransport(url, { limits: { timeout: 3000 } });
  const stage = {
    contract: suite.contract,
    target,
    transport,
    newMasker: () => new Masker(),
    now: () => Date.now(),
    wait: () => Promise.resolve(),
  };
  const chosen = suite.cases.filter(({ id }) => /logout\/(same-connection|success)$|login\/at-once$/.test(id));
  const results = await runSuite(chosen, stage, 'implied');
  await transport.close();
  sockets.close();
  http.closeAllConnections();
  for (const socket of [current, ...waiting]) socket?.destroy();
  assert.ok(chosen.length >= 3);
  const said = results.flatMap((each) => each.results).map(({ verdict, reason = '' }) => `${verdict} ${reason}`.trim());
  assert.deepEqual([...new Set(said)], ['passed']);
});
