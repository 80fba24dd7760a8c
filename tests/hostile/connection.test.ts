/** Credentials belong to a request: a server that remembers them for a connection lets in whoever comes over it next. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { createTarget } from '../../reference/create.ts';
import { listen } from '../listen.ts';
import { requestOf, serverOf, verdictsAt } from './http-target.ts';

/** The header of the scheme, and what it holds where an answer issues it. */
const apis = [
  ['flame', 'authorization', (text: string) => `Token token=${/"auth_token":"([^"]+)"/.exec(text)?.[1] ?? ''}`],
  ['goact', 'authorization', undefined],
  ['uprogress', 'uprogresstoken', undefined],
  ['ar', 'authorization', undefined],
] as const;

for (const [api, header, issuedBy] of apis)
  for (const trusting of [false, true])
    test(`${api} that ${trusting ? 'trusts' : 'forgets'} a connection`, async () => {
      const reference = createTarget(api);
      const remembered = new WeakMap<Socket, string>();
      const server = serverOf(async (came) => {
        const { socket } = came.incoming;
        const { headers } = came;
        const own = headers.get(header);
        const known = remembered.get(socket);
        const trusted = trusting && own === null && known !== undefined;
        if (trusted && api !== 'ar') headers.set(header, known);
        // What was signed for another request proves nothing for this one, so that any stands for all.
        const answer = trusted && api === 'ar' ? new Response(known) : await reference.handler(requestOf(came));
        const text = await answer.text();
        if (answer.ok && api === 'ar') remembered.set(socket, text);
        else if (answer.ok && issuedBy !== undefined && text !== '') remembered.set(socket, issuedBy(text));
        else if (answer.ok && own !== null) remembered.set(socket, own);
        return new Response(text === '' ? null : text, answer);
      });
      const url = await listen(server);
      const ids = /\/(same-connection|unsigned|without-credentials)$/;
      const results = await verdictsAt(api, ids, { url, settings: reference.settings });
      server.closeAllConnections();
      server.close();
      const names = results.map(({ requirement }) => requirement.id);
      const connections = names.filter((id) => id.endsWith('/same-connection'));
      assert.ok(connections.length > 0 && connections.length < names.length);
      const failed = results.filter(({ verdict }) => verdict === 'failed').map(({ requirement }) => requirement.id);
      assert.deepEqual(failed.sort(), trusting ? connections.sort() : []);
      if (!trusting) assert.ok(results.every(({ verdict }) => verdict === 'passed'));
    });

test('does not block a target that serves one connection at a time', async () => {
  const reference = createTarget('flame');
  const http = serverOf((came) => reference.handler(requestOf(came)));
  const waiting: Socket[] = [];
  let current: Socket | undefined;
  const next = (): void => {
    current = waiting.shift();
    if (current === undefined) return;
    current.once('close', next);
    http.emit('connection', current);
  };
  const sockets = createServer((socket) => {
    waiting.push(socket);
    if (current === undefined) next();
  });
  const url = await listen(sockets);
  const results = await verdictsAt('flame', /logout\/(same-connection|success)$|login\/at-once$/, {
    url,
    settings: reference.settings,
    options: { limits: { timeout: 3000 } },
  });
  sockets.close();
  http.closeAllConnections();
  for (const socket of [current, ...waiting]) socket?.destroy();
  assert.ok(results.length >= 3);
  const said = results.map(({ verdict, reason }) => `${verdict} ${reason?.code ?? ''}`.trim());
  assert.deepEqual([...new Set(said)], ['passed']);
});
