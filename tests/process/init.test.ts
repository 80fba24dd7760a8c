/** `session-conformance init`: from a document that nobody annotated to a contract that loads. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadContract } from '../../src/contract/load.ts';
import { answersTo, parameterOf } from '../../src/contract/model.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const program = fileURLToPath(new URL('../../bin/session-conformance.js', import.meta.url));

/** Runs `init` on a document in a folder of its own, without a terminal. */
function init(document: string, name = 'shop.yaml') {
  const folder = temporaryFolder('init');
  const file = path.join(folder, name);
  writeFileSync(file, document);
  const run = () => spawnSync(process.execPath, [program, 'init', name], { cwd: folder, encoding: 'utf8', input: '' });
  const { status, stdout, stderr } = run();
  const overlay = path.join(folder, name.replace(/\.\w+$/, '.overlay.yaml'));
  return { folder, file, overlay, status, stdout, stderr, again: run };
}

const operation = (name: string, more: string): string => `{ operationId: ${name}, ${more} }`;
const body = (properties: string): string =>
  `requestBody: { content: { application/json: { schema: { type: object, required: [email, password], properties: ${properties} } } } }`;
const answer = (status: number, properties: string): string =>
  `responses: { '${status}': { description: ok, content: { application/json: { schema: { type: object, properties: ${properties} } } } } }`;

const shop = (registration: string): string => `
openapi: 3.0.3
info: { title: Shop, version: '1' }
servers: [{ url: https://shop.example/api }]
paths:
  /auth/login:
    post: ${operation('login', `${body('{ email: { type: string }, password: { type: string } }')}, ${answer(200, '{ data: { type: object, properties: { refreshToken: { type: string }, accessToken: { type: string } } } }')}`)}
  /auth/reset-password:
    post: ${operation('resetPassword', `${body('{ email: { type: string }, password: { type: string } }')}, ${answer(200, '{ accessToken: { type: string } }')}`)}
  ${registration}:
    post: ${operation('add', `${body('{ email: { type: string }, password: { type: string } }')}, ${answer(201, '{ id: { type: string } }')}`)}
  /users/{id}:
    get: ${operation('getUser', `security: [{ bearer: [] }], ${answer(200, '{ email: { type: string } }')}`)}
  /users/me:
    get: ${operation('me', `security: [{ bearer: [] }], ${answer(200, '{ email: { type: string }, id: { type: string } }')}`)}
  /auth/logout:
    post: ${operation('logout', "security: [{ bearer: [] }], responses: { '204': { description: out } }")}
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }
`;

test('writes annotations with which the document loads', async () => {
  const { file, overlay, folder, status, stdout } = init(shop('/auth/register'));
  assert.equal(status, 0, stdout);
  assert.match(stdout, /login\s+POST \/auth\/login\s+\(line 7\)\n\s+because its name says login/);
  const contract = await loadContract(file);
  assert.deepEqual(
    contract.operations.map(({ flow, path: place }) => `${flow} ${place}`),
    ['login /auth/login', 'register /auth/register', 'token-info /users/me', 'logout /auth/logout'],
  );
  const [login] = contract.operations;
  assert.ok(login);
  assert.equal(parameterOf(login, 'password')?.pointer, '/password');
  assert.match(JSON.stringify(answersTo(login, 'success')[0]?.schema), /"accessToken":\{[^}]*"x-role":"token"/);
  assert.ok(readFileSync(overlay, 'utf8').trimEnd().split('\n').length <= 15);
  assert.match(readFileSync(path.join(folder, '.env'), 'utf8'), /^TARGET_API=shop\.yaml$/m);
});

test('writes a question for a guess that would do harm, and nothing loads until it is answered', async () => {
  const { file, overlay, status, stdout } = init(shop('/users/create'));
  assert.equal(status, 0, stdout);
  assert.match(stdout, /register is guessed to be POST \/users\/create\. Does it register an ordinary user/);
  await assert.rejects(
    loadContract(file),
    /overlay\.yaml:\d+: answer this question, then delete it: register is guessed/,
  );
  const answered = readFileSync(overlay, 'utf8').replace(/x-questions:\n(  - .*\n)+/, '');
  writeFileSync(overlay, answered);
  assert.equal((await loadContract(file)).operations.length, 4);
});

/** Runs `init` in a terminal, and gives one answer after another. */
async function inTerminal(folder: string, answers: readonly string[]) {
  rmSync(path.join(folder, 'shop.overlay.yaml'));
  const command = `${process.execPath} ${program} init shop.yaml`;
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: folder, env: { ...process.env, TERM: 'dumb' } });
  const left = [...answers];
  let [output, asked] = ['', 0];
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    for (; asked < output.split('[y/n] ').length - 1; asked += 1) child.stdin.write(left.shift() ?? '\u0004');
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, output, asked };
}

test('asks all questions in a terminal, and writes those that are left', async () => {
  const { file, folder, overlay } = init(other(`${withPassword}, ${noToken}`, '', ''));
  const all = await inTerminal(folder, ['y\n', 'y\n', 'y\n', 'y\n']);
  assert.equal(all.code, 0, all.output);
  assert.match(all.output, /is the session kept in a cookie.*\s+Is the overlay right without a correction\?/);
  assert.doesNotMatch(readFileSync(overlay, 'utf8'), /x-questions/);
  assert.equal((await loadContract(file)).operations.length, 3);
  const none = await inTerminal(folder, ['n\n', 'n\n', 'n\n', 'n\n']);
  assert.match(none.output, /Nothing runs until/);
  assert.match(readFileSync(overlay, 'utf8'), /x-questions:\n  - "No response of the login/);
  const ended = await inTerminal(folder, []);
  assert.match(ended.output, /The questions are not all answered; nothing was written/);
  assert.doesNotMatch(ended.output, /\n\s+at /);
  assert.ok(!existsSync(overlay));
});

test('says that a document has no token info', () => {
  const without = shop('/auth/register').replace(/ {2}\/users\/me:\n.*\n/, '');
  const sentence =
    /^No operation was found that returns the user of a token, .* "x-flow: token-info" on it in shop\.overlay\.yaml/m;
  assert.match(init(without).stdout, sentence);
  assert.doesNotMatch(init(shop('/auth/register')).stdout, sentence);
  const orders = `  /orders:\n    get: { security: [{ bearer: [] }], ${answer(200, '{ total: { type: integer } }')} }\ncomponents:`;
  assert.match(
    init(without.replace('components:', orders)).stdout,
    /or else on an operation that needs a token, such as GET \/orders;/,
  );
});

test('changes no overlay and no .env that is there', () => {
  const { again, folder } = init(shop('/auth/register'));
  const { status, stderr } = again();
  assert.equal(status, 2);
  assert.match(stderr, /shop\.overlay\.yaml exists already/);
  writeFileSync(path.join(folder, '.env'), 'TARGET_PASSWORD=mine\n');
  rmSync(path.join(folder, 'shop.overlay.yaml'));
  const { stdout } = again();
  assert.match(stdout, /\.env exists; a run needs these settings:/);
  assert.equal(readFileSync(path.join(folder, '.env'), 'utf8'), 'TARGET_PASSWORD=mine\n');
});

const limits: readonly [title: string, document: string, message: RegExp][] = [
  [
    'a login without a password',
    `openapi: 3.0.0\ninfo: { title: a, version: '1' }\npaths: { /login: { post: { operationId: login, requestBody: { content: { application/json: { schema: { type: object, properties: { code: { type: string } } } } } }, responses: { '200': { description: x } } } } }\n`,
    /POST \/login has no property or parameter for the password/,
  ],
  [
    'a document without a login',
    "openapi: 3.0.0\ninfo: { title: a, version: '1' }\npaths: { /pets: { get: { responses: { '200': { description: x } } } } }\n",
    /No operation looks like a login with a password/,
  ],
];

for (const [title, document, message] of limits)
  test(`says in one sentence that it cannot test ${title}`, () => {
    const { status, stdout, overlay } = init(document);
    assert.equal(status, 1);
    assert.match(stdout, message);
    assert.ok(!existsSync(overlay));
  });

test('refuses what is not a document', () => {
  const { status, stderr } = init('a: [1', 'shop.yaml');
  assert.equal(status, 2);
  assert.match(stderr, /shop\.yaml:\d+: is not valid YAML or JSON/);
  assert.doesNotMatch(stderr, /\n\s+at /);
});

/** @param login what the login says beside its name, @param more what the document has at its top */
const other = (login: string, security: string, more: string): string => `
openapi: 3.0.3
info: { title: Shop, version: '1' }
paths:
  /auth/login: { post: { operationId: login, ${login} } }
  /users/me: { get: { operationId: me, ${security}${answer(200, '{ email: { type: string } }')} } }
  /auth/logout: { post: { operationId: logout, ${security}responses: { '204': { description: out } } } }
${more}
`;
const withPassword = body('{ email: { type: string }, password: { type: string } }');
const noToken =
  "responses: { '200': { description: ok, headers: { Set-Cookie: { schema: { type: string, example: shop_session=1f2e; HttpOnly } } } } }";
const places: readonly [title: string, document: string, place: RegExp, question: boolean][] = [
  [
    'a cookie that a header shows',
    other(`${withPassword}, ${noToken}`, '', ''),
    /"in":"cookie","parameter":"shop_session"/,
    true,
  ],
  [
    'a cookie in place of a header key that no response brings',
    other(
      `${withPassword}, ${answer(200, '{ id: { type: string } }')}`,
      'security: [{ key: [] }, { sid: [] }], ',
      'components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key }, sid: { type: apiKey, in: cookie, name: sid } } }',
    ),
    /"in":"cookie","parameter":"sid"/,
    false,
  ],
  [
    'a key beside the login, and the refresh token',
    other(
      `security: [{ project: [] }], ${withPassword}, ${answer(200, '{ access_token: { type: string }, refresh_token: { type: string } }')}`,
      'security: [{ project: [], bearer: [] }], ',
      'components: { securitySchemes: { project: { type: apiKey, in: header, name: apikey }, bearer: { type: http, scheme: bearer } } }',
    ),
    /"role":"?refresh-token|"x-role":"refresh-token".*"value":"TARGET_API_KEY"/,
    false,
  ],
  [
    'a token in a header',
    other(
      `${withPassword}, responses: { '204': { description: ok, headers: { X-Auth-Token: { schema: { type: string } } } } }`,
      'security: [{ key: [] }], ',
      'components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Auth-Token } } }',
    ),
    /"role":"token","in":"header","name":"X-Auth-Token"/,
    false,
  ],
  [
    'a login by HTTP Basic',
    other(
      `security: [{ basic: [] }], ${answer(200, '{ token: { type: string } }')}`,
      'security: [{ key: [] }], ',
      'components: { securitySchemes: { basic: { type: http, scheme: basic }, key: { type: apiKey, in: header, name: X-Key } } }',
    ),
    /"in":"basic"[^}]*\}?[^}]*"role":"password"/,
    false,
  ],
];
for (const [title, document, place, asks] of places)
  test(`suggests ${title}`, async () => {
    const { file, overlay, status, stdout, stderr } = init(document);
    assert.equal(status, 0, stdout + stderr);
    const text = readFileSync(overlay, 'utf8');
    assert.equal(/is the session kept in a cookie/.test(text), asks, text);
    writeFileSync(overlay, text.replace(/x-questions:\n(  - .*\n)+/, ''));
    const contract = await loadContract(file);
    assert.deepEqual(contract.operations.map(({ flow }) => flow).sort(), ['login', 'logout', 'token-info'], text);
    assert.match(JSON.stringify(contract.operations), place);
  });

test('suggests flows that change an account, and asks before it deletes one', async () => {
  const token = answer(200, '{ token: { type: string } }');
  const bearer = 'security: [{ bearer: [] }], ';
  const done = "responses: { '204': { description: done } }";
  const document = `
openapi: 3.0.3
info: { title: Shop, version: '1' }
paths:
  /auth/login: { post: { operationId: login, ${withPassword}, ${token} } }
  /auth/register: { post: { operationId: register, ${withPassword}, ${token} } }
  /auth/logout: { post: { operationId: logout, ${bearer}${done} } }
  /auth/logout/all: { post: { operationId: logoutAll, ${bearer}${done} } }
  /users/me/password: { put: { operationId: setPassword, ${bearer}${body('{ old_password: { type: string }, new_password: { type: string } }')}, ${done} } }
  /users/me:
    get: { operationId: me, ${bearer}${answer(200, '{ email: { type: string } }')} }
    delete: { operationId: deleteMe, ${bearer}${done} }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }
`;
  const { file, overlay } = init(document);
  const text = readFileSync(overlay, 'utf8');
  assert.match(text, /x-questions:\n(  - .*\n)*  - .*delete/i);
  writeFileSync(overlay, text.replace(/x-questions:\n(  - .*\n)+/, ''));
  const { operations } = await loadContract(file);
  assert.deepEqual(
    operations.map(({ flow, id }) => `${flow} ${id}`).sort(),
    [
      'change-password setPassword',
      'delete-account deleteMe',
      'login login',
      'logout logout',
      'logout-all logoutAll',
      'register register',
      'token-info me',
    ],
    text,
  );
  const change = operations.find(({ flow }) => flow === 'change-password');
  assert.deepEqual(
    change?.parameters.map(({ name, role }) => `${name} ${role ?? ''}`),
    ['old_password password', 'new_password new-password'],
  );
});

test('suggests the verification of an account by a code, and asks for the setting', async () => {
  const done = "responses: { '204': { description: done } }";
  const code = (name: string): string => body(`{ email: { type: string }, ${name}: { type: string } }`);
  const document = `
openapi: 3.0.3
info: { title: Shop, version: '1' }
paths:
  /auth/login: { post: { operationId: login, ${withPassword}, ${answer(200, '{ token: { type: string } }')} } }
  /auth/register: { post: { operationId: register, ${withPassword}, ${done} } }
  /auth/verify/resend: { post: { operationId: resendVerification, ${code('token')}, ${done} } }
  /auth/reset: { post: { operationId: confirmReset, ${code('code')}, ${done} } }
  /auth/mfa: { post: { operationId: verifyMfa, ${code('code')}, ${done} } }
  /auth/confirm: { post: { operationId: confirmAccount, ${code('confirmation_code')}, ${done} } }
`;
  const { file, overlay } = init(document);
  const text = readFileSync(overlay, 'utf8');
  assert.match(
    text,
    /x-questions:\n(  - .*\n)*  - "verify is guessed to be POST \/auth\/confirm\. .*TARGET_VERIFICATION_CODE/,
  );
  writeFileSync(overlay, text.replace(/x-questions:\n(  - .*\n)+/, ''));
  const { operations } = await loadContract(file);
  const verify = operations.find(({ flow }) => flow === 'verify');
  assert.deepEqual(
    verify?.parameters.map(({ name, role }) => `${name} ${role ?? ''}`),
    ['email identity', 'confirmation_code verification-code'],
    text,
  );
});
