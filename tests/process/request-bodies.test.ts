/** Bodies of logins as other documents have them: in parts, in lists, with branches, by an example, and not described. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Answer, Asked } from './small-server.ts';
import { accounts, runAgainst } from './small-server.ts';

/** @param login what the login says of its request */
const document = (login: string, roles: string): string => `
openapi: 3.0.3
info: { title: Shop, version: '1' }
security: [{ bearer: [] }]
paths:
  /login:
    post:
      x-flow: login
      x-roles: { request: ${roles}, response: { token: /users/0/token } }
      ${login}
      responses: { '200': { description: in }, '400': { description: no }, '401': { description: no } }
  /me:
    get: { x-flow: token-info, responses: { '200': { description: me }, '401': { description: no } } }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }
`;

type Login = readonly [name: string | undefined, password: string | undefined];
interface Form {
  readonly title: string;
  readonly document: string;
  /** The values that a server reads from a login. */
  readonly read: (asked: Asked) => Login;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const record = (value: unknown): Record<string, unknown> => Object(value) as Record<string, unknown>;

/** The fields of a body in parts; none for any other body. */
function fieldsOf({ headers, text: body }: Asked): Map<string, string> {
  const boundary = /^multipart\/form-data; boundary=(\S+)$/i.exec(headers['content-type'] ?? '')?.[1];
  if (boundary === undefined || !body.endsWith(`--${boundary}--\r\n`)) return new Map();
  const parts = body.split(`--${boundary}\r\n`).slice(1);
  return new Map(
    parts.map((part): [string, string] => {
      const [, name = '', value = ''] =
        /^Content-Disposition: form-data; name="([^"]*)"\r\n\r\n([^]*?)\r\n(--.*--\r\n)?$/.exec(part) ?? [];
      return [name, value];
    }),
  );
}

const properties = '{ type: object, properties: { email: { type: string }, password: { type: string } } }';
const forms: readonly Form[] = [
  {
    title: 'in parts',
    document: document(
      `requestBody: { content: { multipart/form-data: { schema: ${properties} } } }`,
      '{ identity: /email, password: /password }',
    ),
    read: (asked) => [fieldsOf(asked).get('email'), fieldsOf(asked).get('password')],
  },
  {
    title: 'in a list',
    document: document(
      `requestBody: { content: { application/json: { schema: { type: object, required: [fields], properties: { fields: {
        type: array, items: { type: object, properties: { id: { type: string }, value: { type: string } } },
        example: [{ id: name, value: kate }, { id: password, value: secret }] } } } } } }`,
      '{ identity: /fields/0/value, password: /fields/1/value }',
    ),
    read: ({ json }) => {
      const fields = Array.isArray(json['fields']) ? json['fields'].map(record) : [];
      const valueOf = (id: string): string | undefined => text(fields.find((each) => each['id'] === id)?.['value']);
      return [valueOf('name'), valueOf('password')];
    },
  },
  {
    title: 'in a branch',
    document: document(
      `requestBody: { content: { application/json: { schema: {
        oneOf: [{ type: object, required: [kind, code], properties: { kind: { type: string, enum: [code] }, code: { type: string } } },
          { type: object, required: [kind, email, password], properties: { kind: { type: string, enum: [password] }, email: { type: string }, password: { type: string } } }],
        discriminator: { propertyName: kind } } } } }`,
      '{ identity: /email, password: /password }',
    ),
    read: ({ json }) =>
      json['kind'] === 'password' ? [text(json['email']), text(json['password'])] : [undefined, undefined],
  },
  {
    title: 'of an example',
    document: document(
      `requestBody: { content: { application/json: { schema: { type: object }, example: { user: { email: kate, password: secret }, app: shop } } } }`,
      '{ identity: /user/email, password: /user/password }',
    ),
    read: ({ json }) => {
      const user = record(json['user']);
      return json['app'] === 'shop' ? [text(user['email']), text(user['password'])] : [undefined, undefined];
    },
  },
  {
    title: 'that nobody describes',
    document: document('', '{ identity: /email, password: /password }'),
    read: ({ json }) => [text(json['email']), text(json['password'])],
  },
];

/** @param isLax whether any password is right */
function server(read: Form['read'], isLax = false): Answer {
  const sessions = new Map<string, string>();
  return (asked) => {
    if (asked.path === '/me' && asked.method === 'GET') {
      const user = sessions.get(/^Bearer (.+)$/i.exec(asked.headers.authorization ?? '')?.[1] ?? '');
      return user === undefined ? { status: 401, body: {} } : { status: 200, body: { user } };
    }
    if (asked.path !== '/login' || asked.method !== 'POST') return { status: 404, body: {} };
    const [name = '', password = ''] = read(asked);
    if (name === '' || password === '') return { status: 400, body: {} };
    if (isLax ? !accounts.has(name) : accounts.get(name) !== password) return { status: 401, body: {} };
    const token = randomUUID();
    sessions.set(token, name);
    return { status: 200, body: { users: [{ token }] } };
  };
}

for (const [index, { title, document: own, read }] of forms.entries())
  test(`a login with a body ${title} is tested`, async () => {
    // One of them is tested whole.
    const some = index === 0 ? [] : ['-g', 'smoke|parameters|token-cut'];
    const right = await runAgainst(server(read), { 'shop.yaml': own }, {}, some);
    assert.deepEqual([...right.ids('failed'), ...right.ids('blocked')], [], right.output);
    assert.equal(right.code, 0, right.output);
    assert.ok(right.ids('passed').includes('get-me/token-cut'), right.output);
    const lax = await runAgainst(server(read, true), { 'shop.yaml': own }, {}, ['-g', 'post-login/wrong-password']);
    assert.ok(lax.ids('failed').includes('post-login/wrong-password'), lax.output);
  });
