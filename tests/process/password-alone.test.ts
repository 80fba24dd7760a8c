/** A login by a password alone, as the pages of routers and other devices have it: there is one user, and nobody else. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Answer } from './small-server.ts';
import { runAgainst } from './small-server.ts';

const json = (properties: string): string =>
  `content: { application/json: { schema: { type: object, properties: { ${properties} } } } }`;
const document = `
openapi: 3.0.3
info: { title: Router, version: '1' }
paths:
  /login: { post: { operationId: login, requestBody: { required: true, ${json('password: { type: string }')} }, responses: { '200': { description: in, ${json('token: { type: string }')} }, '401': { description: wrong password } } } }
  /status: { get: { operationId: status, security: [{ bearer: [] }], responses: { '200': { description: alive, ${json('uptime: { type: integer }')} }, '401': { description: no session } } } }
  /logout: { post: { operationId: logout, security: [{ bearer: [] }], responses: { '204': { description: out }, '401': { description: no session } } } }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }
`;
const overlay = `
overlay: 1.0.0
info: { title: annotations, version: 1.0.0 }
actions:
  - target: $.paths['/login'].post
    update: { x-flow: login, x-roles: { request: { password: /password }, response: { token: /token } } }
  - { target: "$.paths['/status'].get", update: { x-flow: token-info } }
  - { target: "$.paths['/logout'].post", update: { x-flow: logout } }
`;

function router(fault?: 'takes-any-password' | 'logs-out-without-effect' | 'cuts-passwords'): Answer {
  const password = 'correct-horse-1';
  const tokens = new Set<string>();
  const refused = { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } };
  return ({ method, path, json: sent, headers }) => {
    const token = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    const unsaved = { 'Cache-Control': 'no-store' };
    switch (`${method} ${path}`) {
      case 'POST /login': {
        const given = typeof sent['password'] === 'string' ? sent['password'] : '';
        const isRight = fault === 'cuts-passwords' ? given.slice(0, 8) === password.slice(0, 8) : given === password;
        if (!isRight && (fault !== 'takes-any-password' || given === '')) return refused;
        const issued = randomUUID();
        tokens.add(issued);
        return { status: 200, body: { token: issued }, headers: unsaved };
      }
      case 'GET /status':
        return tokens.has(token) ? { status: 200, body: { uptime: 7 }, headers: unsaved } : refused;
      case 'POST /logout':
        if (!tokens.has(token)) return refused;
        if (fault !== 'logs-out-without-effect') tokens.delete(token);
        return { status: 204 };
      default:
        return path === '/login' || path === '/logout'
          ? { status: 405, headers: { Allow: 'POST' } }
          : { status: path === '/status' ? 405 : 404, headers: { Allow: 'GET' } };
    }
  };
}

const settings = { TARGET_USERNAME: 'admin', TARGET_SECOND_USERNAME: '', TARGET_SECOND_PASSWORD: '' };
const run = (answer: Answer) =>
  runAgainst(answer, { 'openapi.yaml': document, 'openapi.overlay.yaml': overlay }, settings);

test('a right router passes, and no case is about names', async () => {
  const { ids, output, code } = await run(router());
  assert.deepEqual([...ids('failed'), ...ids('blocked'), ...ids('error')], [], output);
  assert.equal(code, 0, output);
  assert.ok(ids('passed').includes('login/wrong-password'));
  assert.deepEqual(
    ['passed', 'warned', 'not-testable'].flatMap(ids).filter((id) => /login\/.*(unknown-user|identity)/.test(id)),
    [],
  );
});

for (const [fault, id] of [
  ['takes-any-password', 'login/wrong-password'],
  ['logs-out-without-effect', 'status/after-logout'],
  ['cuts-passwords', 'login/password-cut'],
] as const)
  test(`a router that ${fault.replaceAll('-', ' ')} is blamed for that`, async () => {
    const { ids, output } = await run(router(fault));
    assert.ok(ids('failed').includes(id), `${ids('failed').join(' ')}\n${output}`);
  });
