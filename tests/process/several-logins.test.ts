/** Several logins and several logouts of one API: each is tested, and the first one serves the other cases. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { accounts, runAgainst } from './small-server.ts';
import type { Answer, Ran, Told } from './small-server.ts';

const body = (...names: readonly string[]): string =>
  `content: { application/json: { schema: { type: object, properties: { ${names.map((name) => `${name}: { type: string }`).join(', ')} } } } }`;
const login = (name: string, id: string): string => `
    post:
      operationId: ${id}
      x-flow: login
      x-roles: { request: { identity: /${name}, password: /password }, response: { token: /token } }
      requestBody: { ${body(name, 'password')} }
      responses: { '200': { description: in, ${body('token')} }, '401': { description: no } }`;
const logout = (id: string): string => `
    post: { operationId: ${id}, x-flow: logout, security: [{ bearer: [] }], responses: { '204': { description: out }, '401': { description: no } } }`;
const document = `
openapi: 3.1.0
x-id: shop
info: { title: Shop, version: '1' }
paths:
  /login:${login('email', 'login')}
  /login/short:${login('email', 'shortLogin')}
  /login/phone:${login('phone', 'phoneLogin')}
  /logout:${logout('logout')}
  /leave:${logout('leave')}
  /me:
    get:
      operationId: me
      x-flow: token-info
      x-roles: { response: { user-id: /id } }
      security: [{ bearer: [] }]
      responses: { '200': { description: me, ${body('id')} }, '401': { description: no } }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }
`;

const phones: ReadonlyMap<string, string> = new Map([
  ['+12025550199', 'kate@example.com'],
  ['+12025550188', 'liam@example.com'],
]);

function server(fault?: string): Answer {
  const sessions = new Map<string, string>();
  return ({ method, path, headers, json }): Told => {
    const token = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    const user = sessions.get(token);
    if (method === 'POST' && path.startsWith('/login')) {
      const given = json[path === '/login/phone' ? 'phone' : 'email'];
      const name = path === '/login/phone' && typeof given === 'string' ? (phones.get(given) ?? '') : given;
      const isUnchecked = fault === 'the phone login checks no password' && path === '/login/phone';
      const isRight = accounts.get(String(name)) === json['password'] && typeof json['password'] === 'string';
      if (typeof name !== 'string' || !accounts.has(name) || !(isRight || isUnchecked))
        return { status: 401, body: {} };
      const issued = randomUUID();
      const isLost = fault === 'the session of the short login is lost' && path === '/login/short';
      if (!isLost) sessions.set(issued, name);
      return { status: 200, body: { token: issued }, headers: { 'Cache-Control': 'no-store' } };
    }
    if (method === 'GET' && path === '/me')
      return user === undefined ? { status: 401, body: {} } : { status: 200, body: { id: user } };
    if (method === 'POST' && (path === '/logout' || path === '/leave')) {
      if (user === undefined) return { status: 401, body: {} };
      if (path === '/logout' || fault !== 'leaving ends nothing') sessions.delete(token);
      return { status: 204 };
    }
    return { status: 404, body: {} };
  };
}

const run = (fault?: string, more: Readonly<Record<string, string>> = {}, args: readonly string[] = []): Promise<Ran> =>
  runAgainst(server(fault), { 'shop.yaml': document }, more, args);
const phone = { TARGET_USERNAME_PHONELOGIN: '+12025550199', TARGET_SECOND_USERNAME_PHONELOGIN: '+12025550188' };

test('each of several logins and logouts is tested', async () => {
  const { ids, output } = await run(undefined, phone);
  assert.deepEqual([...ids('failed'), ...ids('blocked'), ...ids('error')], [], output);
  for (const id of ['login/wrong-password', 'shortLogin/wrong-password', 'phoneLogin/wrong-password'])
    assert.ok(ids('passed').includes(id), `${id}\n${output}`);
  for (const id of ['shortLogin/works', 'phoneLogin/works', 'leave/ends-session', 'me/after-logout'])
    assert.ok(ids('passed').includes(id), `${id}\n${output}`);
});

test('a login by another name is not tested without that name', async () => {
  const { ids, output } = await run(undefined, {}, ['-g', 'phoneLogin/']);
  assert.deepEqual(ids('failed'), [], output);
  assert.ok(ids('not-testable').includes('phoneLogin/wrong-password'), output);
  assert.match(output, /This login takes another name of the account\. Set TARGET_USERNAME_PHONELOGIN to it\./);
});

const faults: Readonly<Record<string, readonly string[]>> = {
  'the phone login checks no password': ['phoneLogin/wrong-password'],
  'the session of the short login is lost': ['shortLogin/works'],
  'leaving ends nothing': ['leave/ends-session'],
};
for (const [fault, shown] of Object.entries(faults))
  test(`found: ${fault}`, async () => {
    const { ids, output } = await run(fault, phone, ['-g', '@outcomes|@lifecycle']);
    for (const id of shown) assert.ok(ids('failed').includes(id), `${id}: ${output}`);
    const [guilty = ''] = shown[0]?.split('/') ?? [];
    assert.deepEqual(
      ids('failed').filter((id) => !id.startsWith(`${guilty}/`)),
      [],
      output,
    );
  });
