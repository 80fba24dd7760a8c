/** A login that hands its input to a database query: a condition in place of a name is found, whoever stands first in the table. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from './small-server.ts';
import { jsonOf, loginOf, runAgainst, shop } from './small-server.ts';

const document = `${shop}paths:
  /login:
    post:
      operationId: login
      x-flow: login
      requestBody: { required: true, ${jsonOf({ email: 'identity', password: 'password' })} }
      responses:
        '200': { description: a token, x-when: success, ${jsonOf({ token: 'token' })} }
        '4XX': { description: refused, x-when: [wrong-password, unknown-user] }
`;

/** @param isNaive whether conditions reach the query */
const server =
  (isNaive: boolean): Answer =>
  (asked) => {
    const { email } = asked.json;
    const named: unknown =
      isNaive && typeof email === 'object' && email !== null ? Object.values(email).flat().at(-1) : email;
    if (asked.path !== '/login' || asked.method !== 'POST') return { status: 404 };
    const login = loginOf({ ...asked, json: { ...asked.json, email: named } });
    if ('refused' in login) return login.refused;
    return { status: 200, headers: { 'Cache-Control': 'no-store' }, body: { token: crypto.randomUUID() } };
  };

for (const isNaive of [true, false])
  test(isNaive ? 'finds a login that takes conditions' : 'conforms: conditions are refused', async () => {
    const found = await runAgainst(server(isNaive), { 'openapi.yaml': document }, {}, [
      '--grep',
      '/login/email-object$',
    ]);
    assert.deepEqual(found.ids(isNaive ? 'failed' : 'passed'), ['login/email-object'], found.output);
    if (isNaive)
      assert.match(
        found.written,
        /a condition of a database query that the identity of another account meets|a condition of a database query that the identity meets/,
      );
  });
