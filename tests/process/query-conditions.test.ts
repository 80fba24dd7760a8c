/** A login that hands its input to a database query: a condition in place of a name is found, whoever stands first in the table. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from './small-server.ts';
import { loginOf, runAgainst } from './small-server.ts';

const document = `
openapi: 3.1.0
x-id: shop
info: { title: Shop, version: '1' }
paths:
  /login:
    post:
      operationId: login
      x-flow: login
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [email, password]
              properties: { email: { type: string, x-role: identity }, password: { type: string, x-role: password } }
      responses:
        '200':
          description: a token
          x-when: success
          content:
            application/json:
              schema: { type: object, required: [token], properties: { token: { type: string, x-role: token } } }
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
