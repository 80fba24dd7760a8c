/** JSON-RPC: one URL, the token inside of the parameters, and errors in bodies, without the id of a request that was not understood. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Answer, Told } from './small-server.ts';
import { accounts, runAgainst, shop } from './small-server.ts';

const operation = (method: string, flow: string, members: string, result: string, situations: string): string => `
  /rpc#${method}:
    post:
      operationId: ${method}
      x-flow: ${flow}
      requestBody:
        required: true
        content:
          application/json-rpc:
            schema:
              type: object
              required: [id, method, params]
              properties:
                id: { type: integer, default: 1 }
                method: { const: ${method} }
                params: { type: object, required: [${[...members.matchAll(/(\w+): \{/g)].map(([, name]) => name ?? '').join(', ')}], properties: { ${members} } }
      responses:
        '200':
          description: either
          content:
            application/json:
              schema:
                oneOf:
                  - { type: object, x-when: success, required: [result, id], properties: { id: { type: integer }, result: ${result} } }
                  - type: object
                    x-when: [${situations}]
                    required: [error, id]
                    properties: { id: { type: integer }, error: { type: object, required: [code], properties: { code: { type: integer } } } }`;
const text = (role: string): string => `{ type: string, x-role: ${role} }`;
const document = `${shop}paths:${operation('login', 'login', `name: ${text('identity')}, password: ${text('password')}`, text('token'), 'wrong-password, unknown-user')}${operation(
  'user',
  'token-info',
  `session: ${text('token')}`,
  `{ type: object, required: [name], properties: { name: ${text('identity')} } }`,
  'missing-credentials, invalid-credentials',
)}
`;

/** @param defect what it answers to a body that is no JSON, or to a wrong password, instead of an error */
function server(defect: { readonly garbled?: Told; readonly wrong?: Told } = {}): Answer {
  const sessions = new Map<string, string>();
  return ({ path, method, headers, text: body }) => {
    if (path !== '/rpc') return { status: 404 };
    if (method !== 'POST' || headers['content-type']?.toLowerCase().startsWith('application/json-rpc') !== true)
      return { status: 412 };
    const error = (code: number, id: unknown): Told => ({ status: 200, body: { error: { code }, id } });
    let sent: unknown;
    try {
      sent = JSON.parse(body);
    } catch {
      return defect.garbled ?? error(-32_700, null);
    }
    const { id, method: called, params } = (sent ?? {}) as Record<string, unknown>;
    if (typeof id !== 'number') return error(-32_600, null);
    if (typeof params !== 'object' || params === null) return error(-32_602, id);
    const { name, password, session } = params as Record<string, unknown>;
    if (called === 'login') {
      if (typeof name !== 'string' || typeof password !== 'string') return error(-32_602, id);
      if (accounts.get(name) !== password) return defect.wrong ?? error(-32_602, id);
      const token = randomBytes(20).toString('hex');
      sessions.set(token, name);
      return { status: 200, body: { result: token, id }, headers: { 'Cache-Control': 'no-store' } };
    }
    const user = typeof session === 'string' ? sessions.get(session) : undefined;
    return user === undefined ? error(-32_602, id) : { status: 200, body: { result: { name: user }, id } };
  };
}

test('an error of JSON-RPC that differs from the documented one beside its mark is a rejection', async () => {
  const { ids, output, code } = await runAgainst(server(), { 'openapi.yaml': document });
  assert.deepEqual([...ids('failed'), ...ids('blocked'), ...ids('error')], [], output);
  assert.doesNotMatch(output, /TypeError/);
  assert.equal(code, 0, output);
  for (const id of ['login/malformed-json', 'login/null-body', 'login/params-text', 'user/params-text'])
    assert.ok(ids('passed').includes(id), `${id}\n${ids('passed').join(' ')}`);
});

test('a document may call its JSON text/json', async () => {
  const { ids, output } = await runAgainst(server(), {
    'openapi.yaml': document.replaceAll(' application/json:', ' text/json:'),
  });
  assert.deepEqual([...ids('failed'), ...ids('blocked'), ...ids('error')], [], output);
  assert.ok(ids('passed').includes('user/answer/result.name'), output);
});

test('neither a body without the mark of an error nor one with a result is a rejection', async () => {
  const garbled = await runAgainst(server({ garbled: { status: 200, body: { id: null } } }), {
    'openapi.yaml': document,
  });
  assert.ok(garbled.ids('failed').includes('login/malformed-json'), garbled.output);
  const wrong = await runAgainst(
    server({ wrong: { status: 200, body: { result: 'none', error: { code: 'no' }, id: 1 } } }),
    {
      'openapi.yaml': document,
    },
  );
  assert.ok(wrong.ids('failed').includes('login/wrong-password'), wrong.output);
});
