/** The smoke run: a few requests that show whether the annotations of a contract are right. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { test } from 'node:test';
import type { Answer, Told } from './small-server.ts';
import { loginOf, runAgainst } from './small-server.ts';

const body = (properties: string): string =>
  `content: { application/json: { schema: { type: object, properties: { ${properties} } } } }`;
const credentials = `requestBody: { required: true, ${body('email: { type: string }, password: { type: string }, device: { type: string }')} }`;

/** A document without any keyword of the harness. */
const document = `
openapi: 3.0.3
info: { title: Shop, version: '1' }
paths:
  /auth/login:
    post: { ${credentials}, responses: { '200': { description: in, ${body('user: { type: string }, access: { type: object, properties: { token: { type: string } } }')} } } }
  /me:
    get: { security: [{ bearer: [] }], responses: { '200': { description: me, ${body('email: { type: string }')} } } }
  /health:
    get: { security: [{ bearer: [] }], responses: { '200': { description: alive, ${body('ok: { type: boolean }')} } } }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }
`;

const roles = '{ request: { identity: /email, password: /password }, response: { token: /access/token } }';
const right = `
overlay: 1.0.0
info: { title: annotations, version: 1.0.0 }
actions:
  - { target: "$.paths['/auth/login'].post", update: { x-flow: login, x-roles: ${roles} } }
  - { target: "$.paths['/me'].get", update: { x-flow: token-info, x-roles: { response: { identity: /email } } } }
`;

/** A server that does what the document says. */
function server(requests: string[]): Answer {
  const tokens = new Map<string, string>();
  return (asked): Told => {
    requests.push(`${asked.method} ${asked.path}`);
    if (asked.path === '/health') return { status: 200, body: { ok: true } };
    if (asked.path === '/me') {
      const email = tokens.get((asked.headers.authorization ?? '').replace(/^Bearer /, ''));
      return email === undefined ? { status: 401, body: { error: 'no session' } } : { status: 200, body: { email } };
    }
    if (asked.path !== '/auth/login' || asked.method !== 'POST')
      return { status: 404, body: { error: 'no such path' } };
    const login = loginOf(asked);
    if ('refused' in login) return { status: 401, body: { error: 'no' } };
    const token = randomUUID();
    tokens.set(token, login.user);
    return { status: 200, body: { user: 'kate', access: { token } } };
  };
}

/** A smoke run with annotations in a file of their own, which `TARGET_OVERLAY` names. */
async function smoke(annotations: string, settings: { readonly overlay?: string; readonly base?: string } = {}) {
  const { overlay = 'ours.yaml', base = '' } = settings;
  const requests: string[] = [];
  const ran = await runAgainst(
    server(requests),
    { 'shop.yaml': document, 'ours.yaml': annotations },
    (folder, url) => ({ TARGET_OVERLAY: path.join(folder, overlay), TARGET_URL: url + base }),
    ['-g', '@smoke'],
  );
  return { ...ran, requests };
}

test('right annotations pass within 20 requests', async () => {
  const { code, output, requests } = await smoke(right);
  assert.equal(code, 0, output);
  assert.doesNotMatch(output, /\(@smoke\)/);
  assert.ok(requests.length <= 20, `${requests.length} requests`);
  assert.ok(requests.includes('GET /me'));
});

const wrong: readonly [title: string, annotations: string, advice: RegExp, base?: string][] = [
  [
    'another place of the token',
    right.replace('token: /access/token', 'token: /user'),
    /^token info \(@smoke\): The target responds 401\. Correct "token" in the x-roles of the login's response/m,
  ],
  [
    'another member as the password',
    right.replace('password: /password', 'password: /device'),
    /Check TARGET_USERNAME and TARGET_PASSWORD\.[^]*^login \(@smoke\): If the settings are right, correct "identity" and "password" in the x-roles/m,
  ],
  [
    'an operation that needs no token as token info',
    right.replace("'/me'", "'/health'").replace(', x-roles: { response: { identity: /email } }', ''),
    /^token info \(@smoke\): A request without credentials was accepted\. .* give x-flow: token-info to another operation/m,
  ],
  ['another base path', right, /POST \/auth\/login responds 404 .* Check TARGET_URL, TARGET_USERNAME/, '/api'],
];

for (const [title, annotations, advice, base = ''] of wrong)
  test(`a sentence says what to correct: ${title}`, async () => {
    const { code, output } = await smoke(annotations, { base });
    assert.notEqual(code, 0, output);
    assert.match(output, advice);
  });

/** The document with a registration. */
const withRegister = document.replace(
  '  /me:',
  `  /auth/register:\n    post: { ${credentials}, responses: { '201': { description: made } } }\n  /me:`,
);
const registering = `${right}  - { target: "$.paths['/auth/register'].post", update: { x-flow: register, x-roles: { request: { identity: /email, password: /password } } } }\n`;

/** A smoke run with a registration that makes no account with which somebody logs in. */
async function register(status: number) {
  const requests: string[] = [];
  const usual = server(requests);
  const ran = await runAgainst(
    (asked) => {
      if (asked.path !== '/auth/register' || asked.method !== 'POST') return usual(asked);
      requests.push('POST /auth/register');
      return { status };
    },
    { 'shop.yaml': withRegister, 'shop.overlay.yaml': registering },
    { TARGET_ALLOW_REGISTER: '1' },
    ['-g', '@smoke'],
  );
  return { ...ran, requests };
}

test('a sentence says what a rejected registration may need', async () => {
  const { output } = await register(400);
  assert.match(output, /^registration \(@smoke\): .* x-values, also for members that are not required/m);
});

test('a sentence says that a registered account cannot log in', async () => {
  const { output, requests } = await register(201);
  assert.match(
    output,
    /^registration \(@smoke\): The login of a registered account is rejected\. .*x-when: unverified/m,
  );
  assert.ok(requests.length <= 20, requests.join(', '));
});

test('an overlay that does not exist is named', async () => {
  const { code, output } = await smoke(right, { overlay: 'nowhere.yaml' });
  assert.equal(code, 2, output);
  assert.match(output, /TARGET_OVERLAY is ".*nowhere\.yaml", but there is no such file/);
});
