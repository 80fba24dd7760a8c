/** Anyone can bring another API: a contract of one's own, with bearer tokens, without a line of TypeScript. */
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../temporary-folder.ts';
import { listen } from '../listen.ts';
import { runPlaywright } from './run-playwright.ts';

const contract = `
openapi: 3.1.0
x-id: shop
info: { title: Shop, version: '1' }
security: []
paths:
  /sessions:
    post:
      operationId: login
      x-flow: login
      x-source: api.md:1-9
      requestBody: { required: true, content: { application/json: { schema: { $ref: login.json } } } }
      responses:
        '201':
          description: a token
          x-when: success
          headers: { X-Rate-Limit: { required: true, schema: { type: integer, format: int32 } } }
          content:
            application/json:
              schema:
                type: object
                required: [token, id, secret]
                discriminator: { propertyName: kind }
                properties:
                  id: { type: string, format: uuid, readOnly: true }
                  token: { type: string, minLength: 1, x-role: token, example: 1f2e3d }
                  secret: { type: string, writeOnly: true, xml: { name: secret } }
        '401': { description: refused, x-when: [wrong-password, unknown-user] }
        '4XX': { description: incomplete, x-when: [missing-parameter, blank-parameter, invalid-parameter], x-level: implied }
    delete:
      operationId: logout
      x-flow: logout
      x-source: api.md:10-12
      security: [{ token: [] }]
      responses:
        '204': { description: done, x-when: success }
        '401': { description: no session, x-when: [missing-credentials, invalid-credentials, revoked-token] }
components:
  securitySchemes:
    token: { type: http, scheme: bearer }
    application: { type: http, scheme: basic, x-credentials: '{client-id}:{client-secret}' }
    unused: { type: openIdConnect, openIdConnectUrl: https://example.com/ }
`;
const login = {
  type: 'object',
  required: ['email', 'password', 'device'],
  properties: {
    email: { type: 'string', 'x-role': 'identity', example: 'kate@example.com' },
    password: { type: 'string', format: 'password', 'x-role': 'password' },
    device: { type: 'string', format: 'uuid' },
    channel: { type: 'string', enum: ['web', 'other'], default: 'web' },
  },
};

/** A server of that API; with the defect it forgets to end sessions. */
async function shop(defect: boolean): Promise<{ url: string; close(): void }> {
  const sessions = new Set<string>();
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (data: Buffer) => (text += data.toString()));
    request.on('end', () => {
      if (request.method === 'DELETE') {
        const token = /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
        const known = sessions.has(token);
        if (!defect) sessions.delete(token);
        response.writeHead(known ? 204 : 401).end();
        return;
      }
      let body: unknown;
      try {
        body = JSON.parse(text);
      } catch {
        body = undefined;
      }
      const { email, password, device, channel = 'web' } = (body ?? {}) as Record<string, unknown>;
      const complete = [email, password].every((each) => typeof each === 'string' && each !== '');
      if (!complete || !/^[0-9a-f-]{36}$/.test(String(device)) || !['web', 'other'].includes(String(channel))) {
        response.writeHead(422).end();
        return;
      }
      if (email !== 'kate@example.com' || password !== 'correct-horse-1') {
        response.writeHead(401).end();
        return;
      }
      const token = randomBytes(20).toString('hex');
      sessions.add(token);
      response
        .writeHead(201, { 'Content-Type': 'application/json', 'X-Rate-Limit': '100' })
        .end(JSON.stringify({ id: randomUUID(), token }));
    });
  });
  const url = await listen(server);
  return { url, close: () => server.close() };
}

async function run(defect: boolean) {
  const folder = temporaryFolder('shop');
  const server = await shop(defect);
  try {
    writeFileSync(path.join(folder, 'openapi.yaml'), contract);
    writeFileSync(path.join(folder, 'login.json'), JSON.stringify(login));
    return await runPlaywright({
      TARGET_API: path.join(folder, 'openapi.yaml'),
      TARGET_URL: server.url,
      TARGET_USERNAME: 'kate@example.com',
      TARGET_PASSWORD: 'correct-horse-1',
    });
  } finally {
    server.close();
  }
}

test('a server that meets its contract conforms', async () => {
  const { code, output, report } = await run(false);
  assert.equal(code, 0, output);
  assert.ok((report?.counts.passed ?? 0) > 40, output);
  assert.ok(report?.apis[0]?.requirements.some(({ reason }) => reason?.includes('TARGET_SECOND_USERNAME') === true));
});

test('a logout that ends no session is one finding', async () => {
  const { code, output, report } = await run(true);
  assert.equal(code, 1, output);
  const gating = report?.apis[0]?.findings.filter((finding) => finding.gating) ?? [];
  assert.deepEqual(
    gating.map(({ requirements }) => requirements),
    [['shop/logout/revoked-token', 'shop/logout/older-session']],
  );
});
