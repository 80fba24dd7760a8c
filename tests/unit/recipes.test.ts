/** The recipes of docs/contracts.md load as they stand there, and give the cases that they are for. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { loadSuite } from '../../src/plan/suite.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder('recipes');

const body = (names: readonly string[]): string =>
  `content: { application/json: { schema: { type: object, properties: { ${names.map((name) => `${name}: { type: string }`).join(', ')} } } } }`;
const document = `
openapi: 3.1.0
info: { title: Shop, version: '1' }
paths:
  /csrf: { get: { responses: { '204': { description: a cookie } } } }
  /login: { post: { requestBody: { ${body(['email', 'password'])} }, responses: { '200': { description: ok, ${body(['access', 'refresh'])} } } } }
  /session: { post: { responses: { '200': { description: ok, ${body(['key'])} } } } }
  /refresh: { post: { requestBody: { ${body(['refresh'])} }, responses: { '200': { description: ok, ${body(['access', 'refresh'])} } } } }
  /me: { get: { responses: { '200': { description: ok, ${body(['email'])} } } }, delete: { responses: { '204': { description: ok } } } }
  /me/password: { put: { requestBody: { ${body(['old', 'new'])} }, responses: { '204': { description: ok } } } }
  /users: { post: { requestBody: { ${body(['email', 'password'])} }, responses: { '201': { description: ok } } } }
  /users/confirm: { post: { requestBody: { ${body(['email', 'code'])} }, responses: { '204': { description: ok } } } }
  /sessions: { delete: { responses: { '204': { description: ok } } } }
  /logout: { post: { requestBody: { ${body(['refresh'])} }, responses: { '204': { description: ok } } } }
components: { securitySchemes: { other: { type: http, scheme: bearer } } }
`;

/** The requirements that show that a recipe does what its title says, by the title. */
const shown: Readonly<Record<string, readonly string[]>> = {
  'A session cookie': ['post-login/answer/cookie-sid', 'get-me/token-cut', 'get-me/after-logout'],
  'A session cookie with a CSRF token': ['post-login/unknown-token', 'post-logout/csrf-unknown-token'],
  'A refresh token': ['post-refresh/works', 'post-refresh/used-twice', 'post-refresh/access-token'],
  'A refresh token in a cookie': ['post-refresh/works', 'post-refresh/access-token', 'post-refresh/after-logout'],
  'Two credentials together, a key beside the login': ['post-login/unknown-token', 'get-me/project-unknown-token'],
  'A login by HTTP Basic': ['post-session/wrong-password', 'get-me/token-cut'],
  'A login by a password alone': ['post-login/wrong-password', 'get-me/token-cut'],
  'A token in a response header': ['post-login/unguessable-token', 'get-me/token-cut'],
  'A logout that names the token': ['post-logout/success', 'get-me/after-logout'],
  'Failures with the status of a success': ['post-login/wrong-password', 'get-me/without-credentials'],
  'Values that links carry': ['post-refresh/works', 'post-refresh/used-twice', 'post-refresh/access-token'],
  'A change of the password, a logout of all sessions, a deletion': [
    'put-me-password/old-password',
    'put-me-password/wrong-current-password',
    'delete-sessions/other-sessions',
    'delete-me/login-refused',
  ],
  'A code for each new account': [
    'post-users-confirm/wrong-code',
    'post-users-confirm/other-user',
    'post-login/unverified',
  ],
};

const recipes = [
  ...(/^## Recipes$([^]*?)^## /m.exec(readFileSync('docs/contracts.md', 'utf8'))?.[1] ?? '').matchAll(
    /^### (.+)$[^]*?^```yaml$([^]*?)^```$/gm,
  ),
].map(([, title = '', yaml = '']) => ({ title, yaml }));

test('each recipe is tested', () => {
  assert.deepEqual(
    recipes.map(({ title }) => title),
    Object.keys(shown),
  );
});

for (const [index, { title, yaml }] of recipes.entries())
  test(`recipe: ${title}`, async () => {
    assert.ok(yaml.trim().split('\n').length <= 25);
    const file = path.join(folder, `shop${index}.yaml`);
    writeFileSync(file, document);
    const overlay = `overlay: 1.0.0\ninfo: { title: a, version: '1' }\nactions:\n${yaml.replace(/^(?=.)/gm, '  ')}`;
    writeFileSync(file.replace('.yaml', '.overlay.yaml'), overlay);
    const { plan } = await loadSuite(file);
    const ids = plan.requirements.map(({ id }) => id.replace(/^[^/]+\//, ''));
    assert.deepEqual(
      (shown[title] ?? []).filter((id) => !ids.includes(id)),
      [],
      ids.join(' '),
    );
  });
