/** The smoke run: a few requests that show whether the annotations of a contract are right. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/session-conformance.js', import.meta.url));

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

/** A server that keeps what the document says. */
async function serve(context: TestContext): Promise<{ readonly url: string; readonly requests: string[] }> {
  const requests: string[] = [];
  const tokens = new Set<string>();
  const answer = async (request: IncomingMessage): Promise<[status: number, body: object]> => {
    if (request.url === '/health') return [200, { ok: true }];
    if (request.url === '/me')
      return tokens.has((request.headers.authorization ?? '').replace(/^Bearer /, ''))
        ? [200, { email: 'kate@example.com' }]
        : [401, { error: 'no session' }];
    if (request.url !== '/auth/login' || request.method !== 'POST') return [404, { error: 'no such path' }];
    const sent = (await json(request).catch(() => ({}))) as Record<string, unknown> | null;
    if (sent?.['email'] !== 'kate@example.com' || sent['password'] !== 'kate-knows-it') return [401, { error: 'no' }];
    const token = crypto.randomUUID();
    tokens.add(token);
    return [200, { user: 'kate', access: { token } }];
  };
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    void answer(request).then(([status, value]) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** A smoke run with annotations in a folder of their own, which `TARGET_OVERLAY` names. */
async function smoke(context: TestContext, annotations: string, settings: Record<string, string> = {}) {
  const { url, requests } = await serve(context);
  const folder = mkdtempSync(path.join(tmpdir(), 'smoke-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const [api, overlay] = [path.join(folder, 'shop.yaml'), path.join(folder, 'ours.yaml')];
  writeFileSync(api, document);
  writeFileSync(overlay, annotations);
  const env = {
    PATH: process.env['PATH'],
    TARGET_API: api,
    TARGET_OVERLAY: overlay,
    TARGET_URL: url,
    TARGET_USERNAME: 'kate@example.com',
    TARGET_PASSWORD: 'kate-knows-it',
    REPORTS_DIR: path.join(folder, 'reports'),
    ...settings,
  };
  const { code, output } = await new Promise<{ code: number; output: string }>((resolve) => {
    execFile(process.execPath, [program, 'run', '-g', '@smoke'], { env, cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    );
  });
  return { code, output, requests };
}

test('right annotations pass within 20 requests', async (context) => {
  const { code, output, requests } = await smoke(context, right);
  assert.equal(code, 0, output);
  assert.doesNotMatch(output, /\(@smoke\)/);
  assert.ok(requests.length <= 20, `${requests.length} requests`);
  assert.ok(requests.includes('GET /me'));
});

const wrong: readonly [title: string, annotations: string, advice: RegExp, settings?: Record<string, string>][] = [
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
  [
    'another base path',
    right,
    /POST \/auth\/login responds 404 .* Check TARGET_URL, TARGET_USERNAME/,
    { TARGET_URL: '/api' },
  ],
];

for (const [title, annotations, advice, settings] of wrong)
  test(`a sentence says what to correct: ${title}`, async (context) => {
    const { url } = await serve(context);
    const { code, output } = await smoke(
      context,
      annotations,
      settings === undefined ? {} : { TARGET_URL: `${url}${settings['TARGET_URL'] ?? ''}` },
    );
    assert.notEqual(code, 0, output);
    assert.match(output, advice);
  });

test('an overlay that does not exist is named', async (context) => {
  const { code, output } = await smoke(context, right, { TARGET_OVERLAY: 'nowhere.yaml' });
  assert.equal(code, 2, output);
  assert.match(output, /TARGET_OVERLAY is "nowhere\.yaml", but there is no such file/);
});
