/** Contracts of other people: what they may write, and the cases that are derived from it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { checkUnique, loadSuite } from '../../src/plan/suite.ts';
import type { Suite } from '../../src/plan/suite.ts';
import { draft } from '../../src/engine/request/build-request.ts';
import { NotApplicable } from '../../src/plan/mutations/entry.ts';
import { UserError } from '../../src/core/user-error.ts';
import { operationOf } from '../../src/contract/model.ts';
import type { Schema } from '../../src/contract/model.ts';
import { allows, allowsText } from '../../src/contract/validate.ts';
import { schemaErrors } from '../../src/engine/judge/schema.ts';

/** The particular parts of a contract. */
interface Shop {
  readonly body?: string;
  readonly success?: string;
  readonly headers?: string;
  readonly scheme?: string;
  readonly login?: string;
  readonly formToo?: boolean;
  readonly alternative?: string;
  /** The situations that the token info's 401 answers. */
  readonly refused?: string;
  readonly logout?: string;
  readonly path?: string;
  readonly extra?: string;
  readonly root?: string;
}

/** Loads a contract of one's own: a login, and a token-info with credentials. */
async function loadShop(shop: Shop): Promise<Suite> {
  const folder = mkdtempSync(path.join(tmpdir(), 'contract-'));
  try {
    const file = path.join(folder, 'openapi.yaml');
    writeFileSync(file, shopContract(shop));
    return await loadSuite(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const shopContract = ({
  body,
  success,
  headers,
  scheme,
  login,
  formToo,
  alternative,
  refused,
  logout,
  path: place,
  extra,
  root,
}: Shop): string => `
openapi: 3.1.0
x-id: shop
info: { title: Shop, version: '1' }
${root ?? ''}
paths:
  ${JSON.stringify(place ?? '/sessions')}:
    post:
      operationId: ${login ?? 'login'}
      x-flow: login
      x-cases: ${extra ?? '[]'}
      x-source: api.md:1
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [email, password, kind, mode]
              properties:
                email: { type: string, x-role: identity }
                password: { type: string, minLength: 1, x-role: password }
                kind: ${body ?? '{ const: web }'}
                mode: { const: fast }
${formToo === true ? '          application/x-www-form-urlencoded: {}' : ''}
      responses:
        '200':
          description: a token
          x-when: success
          headers: ${headers ?? '{}'}
          content:
            application/json:
              schema:
                type: object
                required: [token]
                properties: { token: { type: string, x-role: token }, more: ${success ?? 'true'} }
        '4XX':
          description: refused
          x-when: [wrong-password, unknown-user, missing-parameter, blank-parameter, null-parameter, invalid-parameter]
    get:
      operationId: me
      x-flow: token-info
      x-source: api.md:2
      security: [{ token: [] }${alternative === undefined ? '' : `, ${alternative}`}]
      responses:
        '200': { description: it, x-when: success }
        ${refused === '' ? '' : `'401': { description: no, x-when: ${refused ?? '[missing-credentials, invalid-credentials]'} }`}
${logout ?? ''}
components:
  securitySchemes:
    token: ${scheme ?? '{ type: http, scheme: bearer }'}
    client: { type: http, scheme: basic, x-credentials: '{client-id}:{client-secret}' }
    unused: { type: oauth2, flows: {} }
`;

const ordinary = [
  '{ type: string, format: uuid }',
  '{ type: integer, format: int32 }',
  '{ type: string, format: password }',
  '{ type: string, format: of-our-own }',
  '{ type: string, example: x, deprecated: true, externalDocs: { url: "https://example.com" }, xml: { name: x } }',
  '{ oneOf: [{ type: object, required: [a] }], discriminator: { propertyName: a } }',
  '{ $schema: "http://json-schema.org/draft-07/schema#", $id: "https://example.com/a", type: string }',
  '{ allOf: [{ $id: a, type: string }, { $id: a, minLength: 1 }] }',
  '{ type: [string, "null"], nullable: true, x-other: 1 }',
  '{ type: string, pattern: "^[\\\\w\\\\-.]+$" }',
  '{ type: array, prefixItems: [true], items: { type: string } }',
];

for (const schema of ordinary)
  test(`takes the ordinary schema ${schema}`, async () => {
    const { contract } = await loadShop({ success: schema, root: 'x-foreign: [x-other]' });
    const answer = operationOf(contract, 'login')?.answers.find(({ when }) => when === 'success');
    assert.ok(answer?.schema !== undefined);
    assert.deepEqual(schemaErrors(answer.schema, { token: 'x' }), []);
  });

const unusable: [schema: string, message: RegExp][] = [
  ['{ type: text }', /schema\/properties\/more\/type: is not JSON Schema 2020-12: must be/],
  ['{ type: string, minLenght: 1 }', /schema\/properties\/more\/minLenght: unknown keyword "minLenght" in a schema/],
  ['{ type: string, pattern: "(" }', /schema\/properties\/more\/pattern: "\(" is no regular expression/],
  ['{ type: number, exclusiveMinimum: true }', /schema\/properties\/more\/exclusiveMinimum: is not JSON Schema/],
];

for (const [schema, message] of unusable)
  test(`refuses the schema ${schema}`, async () => {
    await assert.rejects(loadShop({ success: schema }), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, message);
      assert.match(error.message, /openapi\.yaml:\d+#\/paths\/~1sessions\/post\/responses\/200\/content/);
      return true;
    });
  });

test('a member that only requests have is not missed in answers', async () => {
  const { contract } = await loadShop({
    success: '{ type: object, required: [pin], properties: { pin: { type: string, writeOnly: true } } }',
  });
  const answer = operationOf(contract, 'login')?.answers[0];
  assert.ok(answer?.schema !== undefined);
  assert.deepEqual(schemaErrors(answer.schema, { token: 'x', more: {} }), []);
});

test('refuses names that no request can carry', async () => {
  await assert.rejects(
    loadShop({ scheme: '{ type: http, scheme: "a b", x-credentials: "{token}" }' }),
    /"token" cannot be used: scheme is "a b", which no header can hold/,
  );
  await assert.rejects(
    loadShop({ path: '/a$(reboot) `b`' }),
    /the path has a character that the path of a URL cannot have/,
  );
});

test('refuses two x-cases with one statement', async () => {
  const extra = (id: string): string => `{ id: ${id}, statement: is kind, request: { omit: [mode] }, expect: success }`;
  await assert.rejects(loadShop({ extra: `[${extra('a')}, ${extra('b')}]` }), /x-case "b" has the id or the statement/);
});

test('what begins with x- is a keyword only where keywords stand', async () => {
  const { contract } = await loadShop({
    headers: '{ x-request-id: { schema: { type: string } } }',
    success: '{ type: object, properties: { x-a: { type: string } }, example: { x-a: b } }',
  });
  assert.equal(operationOf(contract, 'login')?.answers[0]?.headers[0]?.name, 'x-request-id');
  await assert.rejects(loadShop({ success: '{ x-rol: token }' }), /unknown keyword "x-rol"/);
});

test('a scheme that an operation takes as well is no false one', async () => {
  const { contract, cases } = await loadShop({ alternative: '{ client: [] }' });
  assert.deepEqual(operationOf(contract, 'token-info')?.security?.alternatives, ['client']);
  assert.ok(!cases.some(({ id }) => /of-client|other-scheme/.test(id)));
});

for (const [written, id] of [
  ['a b', 'a-b'],
  ['../../etc/passwd', 'etc-passwd'],
  ['$(reboot)', 'reboot'],
  ["a'b", 'a-b'],
  ['', 'post-sessions'],
] as const)
  test(`calls the operation ${written} ${id}, which can stand in ids and commands`, async () => {
    const { contract } = await loadShop({ login: JSON.stringify(written) });
    assert.equal(operationOf(contract, 'login')?.id, id);
  });

const values: [schema: string, forbidden: string[], absent: string[]][] = [
  ['{ type: string, enum: [other, web] }', ['other-kind'], []],
  ['{ type: string, pattern: "^[a-z-]+$", example: web }', ['malformed-kind'], []],
  ['{ type: string, pattern: ".", example: web }', [], ['malformed-kind']],
  ['{ type: string, format: email, pattern: "example" }', ['malformed-kind', 'against-pattern-kind'], []],
  ['{ type: [integer, string], example: 1 }', [], ['text-kind']],
  ['{ type: integer, enum: [1, 2] }', ['other-kind', 'text-kind'], []],
  ['{ type: [string, "null"], example: a }', [], ['null-kind']],
  ['{ type: string, maxLength: 2000000000 }', [], ['long-kind']],
  ['{ minLength: 3, maxLength: 5, example: abcd }', ['short-kind', 'long-kind'], []],
  ['{ const: "" }', ['other-kind'], ['blank-kind']],
  ['{ type: string, format: uuid }', ['malformed-kind'], []],
  ['{ type: string, format: of-our-own }', [], ['malformed-kind']],
];

for (const [schema, forbidden, absent] of values)
  test(`sends what ${schema} forbids, and nothing else, as wrong`, async () => {
    const { contract, cases } = await loadShop({ body: schema });
    const operation = operationOf(contract, 'login');
    const parameter = operation?.parameters.find(({ name }) => name === 'kind');
    assert.ok(parameter !== undefined);
    for (const slug of forbidden) {
      const change = cases.find(({ id }) => id === `shop/login/${slug}`)?.steps[0]?.mutations[0];
      assert.ok(change?.mutate === 'set', slug);
      if ('literal' in change.value) assert.ok(!allows(parameter.schema, change.value.literal), slug);
    }
    for (const slug of absent) assert.ok(!cases.some(({ id }) => id === `shop/login/${slug}`), slug);
  });

for (const schema of [
  '{ type: string, pattern: "^[0-9]{4}$" }',
  '{ type: integer, maximum: 0 }',
  '{ type: string, default: a, minLength: 2 }',
])
  test(`asks for an example of ${schema}`, async () => {
    await assert.rejects(loadShop({ body: schema }), /the parameter "kind" would be sent as .*; write an "example"/);
  });

for (const scheme of ['bearer', 'Bearer', 'BASIC', 'Token'])
  test(`each scheme is tried once beside ${scheme}`, async () => {
    const { cases } = await loadShop({ scheme: `{ type: http, scheme: ${scheme}, x-credentials: '{token}' }` });
    assert.ok(cases.some(({ id }) => id === 'shop/me/scheme-alone'));
    checkUnique('shop', cases);
  });

test('numbers just beyond their bounds are refused, those that a schema allows are not', async () => {
  for (const [schema, expected] of [
    ['{ type: integer, minimum: 3, maximum: 9 }', [2, 10]],
    ['{ type: integer, exclusiveMinimum: 3, example: 5 }', [3]],
    ['{ type: [number, "null"], maximum: 9 }', [10]],
    ['{ type: string, minimum: 3 }', []],
  ] as const) {
    const { cases } = await loadShop({ body: schema });
    const sent = cases
      .filter(({ id }) => /login\/(small|great)-kind$/.test(id))
      .flatMap(({ steps }) => steps.flatMap(({ mutations }) => mutations))
      .map((change) => (change.mutate === 'set' && 'literal' in change.value ? change.value.literal : undefined));
    assert.deepEqual(sent, expected, schema);
  }
});

test('a scheme is sent as IANA registers it, whatever case a document writes it in', async () => {
  for (const [written, sent] of [
    ['bearer', 'Bearer'],
    ['BASIC', 'Basic'],
    ['Token', 'Token'],
  ]) {
    const scheme = `{ type: http, scheme: ${written ?? ''}, x-credentials: '{token}' }`;
    const { contract } = await loadShop({ scheme });
    assert.equal(operationOf(contract, 'token-info')?.security?.scheme, sent);
  }
});

test('where credentials are optional they are sent, and only what cannot be taken for none is false', async () => {
  const credentials = async (refused: string, alternative: string): Promise<string[]> => {
    const { contract, cases } = await loadShop({ alternative, refused });
    assert.equal(operationOf(contract, 'token-info')?.security?.optional, true);
    const own = cases.filter(({ id }) => id.startsWith('shop/me/'));
    assert.ok(own.find(({ id }) => id === 'shop/me/success')?.steps.some(({ session }) => session !== undefined));
    assert.ok(!own.some(({ id }) => /challenge|refusal-media-type|status-of-refusal/.test(id)));
    return own.filter(({ family }) => family === 'credentials').map(({ id }) => id.replace('shop/me/', ''));
  };
  assert.deepEqual(await credentials('', '{}'), ['scheme-in-lower-case']);
  const wrong = await credentials('[invalid-credentials]', '{ client: [] }, {}');
  assert.ok(wrong.includes('unknown-token') && wrong.includes('token-cut'));
  assert.ok(!wrong.some((id) => /without|empty|scheme-(?!in-lower)|token-in-(query|body)$/.test(id)), wrong.join(' '));
});

test('what looks like no credentials may be answered as none are', async () => {
  const judged = async (refused: string) => {
    const { cases } = await loadShop({ refused, scheme: "{ type: http, scheme: Token, x-credentials: '{token}' }" });
    const expect = (slug: string) => cases.find(({ id }) => id === `shop/me/${slug}`)?.checks[0]?.expect;
    return ['without-credentials', 'unknown-token', 'scheme-bearer', 'cookies-instead'].map(expect);
  };
  const step = 'flawed';
  const answers = (situation: string) => ({ kind: 'answers', step, situation });
  const alike = await judged('[missing-credentials, invalid-credentials]');
  assert.deepEqual(alike, [
    answers('missing-credentials'),
    answers('invalid-credentials'),
    answers('invalid-credentials'),
    answers('invalid-credentials'),
  ]);
  const apart = "[missing-credentials] }\n        '403': { description: no, x-when: [invalid-credentials]";
  const rejected = { kind: 'rejected', step };
  assert.deepEqual(await judged(apart), [
    answers('missing-credentials'),
    answers('invalid-credentials'),
    rejected,
    rejected,
  ]);
});

test('a token that was logged out is answered as its response says', async () => {
  const logout = `
  /logout:
    post:
      operationId: leave
      x-flow: logout
      security: [{ token: [] }]
      responses:
        '200': { description: left, x-when: success }
        '4XX': { description: no, x-when: [missing-credentials, invalid-credentials] }`;
  const expected = async (refused: string) => {
    const { cases } = await loadShop({ logout, refused });
    return cases.find(({ id }) => id === 'shop/me/after-logout')?.checks[0]?.expect;
  };
  const usual = '[missing-credentials, invalid-credentials]';
  assert.deepEqual(await expected(usual), { kind: 'rejected', step: 'after' });
  const answered = { kind: 'answers', step: 'after', situation: 'revoked-token' };
  assert.deepEqual(await expected(usual.replace(']', ', revoked-token]')), answered);
});

test('a token may be taken from the query and the body too, unless the document has it in one place only', async () => {
  const levelOf = async (scheme: string | undefined, slug: string) =>
    (await loadShop(scheme === undefined ? {} : { scheme })).requirements.get(`shop/me/${slug}`)?.level;
  for (const slug of ['token-in-query', 'token-in-body', 'token-in-cookie'])
    assert.equal(await levelOf(undefined, slug), 'advice');
  const own = "type: http, scheme: Token, x-credentials: '{token}'";
  assert.equal(await levelOf(`{ ${own} }`, 'token-in-query'), 'advice');
  assert.equal(await levelOf(`{ ${own}, x-only-here: true }`, 'token-in-query'), 'implied');
  assert.equal(await levelOf(`{ ${own}, x-only-here: [access_token] }`, 'token-in-query'), 'advice');
  assert.equal(await levelOf(`{ ${own}, x-only-here: [access_token] }`, 'token-in-cookie'), 'implied');
});

test('refuses a case of x-cases that is derived as well', async () => {
  const { cases } = await loadShop({});
  assert.throws(() => {
    checkUnique('shop', [...cases, ...cases.slice(0, 1)]);
  }, /^UserError: shop: two cases have the same id shop\/me\/success/);
  const statement = 'accepts reordered properties with escapes and white space';
  const extra = `[{ id: mine, statement: "${statement}", request: { omit: [mode] }, expect: success }]`;
  await assert.rejects(
    loadShop({ extra }),
    /openapi\.yaml: two cases have the same title login accepts reordered .*; give the one of x-cases another id/,
  );
});

test('what only JSON can say is not sent as a form', async () => {
  const { contract, cases } = await loadShop({ formToo: true });
  const requestContext = {
    contract,
    baseUrl: 'https://example.com',
    body: 'form',
    tokenHeader: undefined,
    probePath: undefined,
    account: () => ({ identity: 'kate@example.com', password: 'Correct-Horse-1' }),
  } as const;
  for (const slug of ['null-password', 'malformed-json']) {
    const flawed = cases.find(({ id }) => id === `shop/login/${slug}`)?.steps[0];
    assert.ok(flawed !== undefined, slug);
    assert.throws(() => draft(flawed, requestContext), NotApplicable);
    draft(flawed, { ...requestContext, body: 'json' });
  }
});

test("a case's own header takes the place of ours, in whatever case its name is written", async () => {
  const extra =
    '[{ id: mine, statement: mine, expect: success, ' +
    'request: { headers: { accept: "text/json", content-type: "application/json; charset=utf-8", x-mine: "1" } } }]';
  const { contract, cases } = await loadShop({ extra });
  const mine = cases.find(({ id }) => id === 'shop/login/mine')?.steps[0];
  assert.ok(mine !== undefined);
  const { headers } = draft(mine, {
    contract,
    baseUrl: 'https://example.com',
    body: 'json',
    tokenHeader: undefined,
    probePath: undefined,
    account: () => ({ identity: 'kate@example.com', password: 'Correct-Horse-1' }),
  });
  assert.deepEqual(headers, {
    accept: 'text/json',
    'content-type': 'application/json; charset=utf-8',
    'x-mine': '1',
  });
});

test('reads the text of headers as their schemas say', () => {
  const fitting: [Schema, string][] = [
    [{ type: 'integer' }, '100'],
    [{ type: 'number', minimum: 0.5 }, '0.75'],
    [{ type: 'boolean' }, 'true'],
    [{ type: ['integer', 'null'] }, '7'],
    [{ type: 'string', const: '100' }, '100'],
    [{ type: 'array', items: { type: 'integer' }, maxItems: 3 }, '1, 2,3'],
    [{ enum: [1, 2] }, '2'],
    [{}, 'anything'],
  ];
  for (const [schema, text] of fitting) assert.ok(allowsText(schema, text), JSON.stringify(schema));
  const unfitting: [Schema, string][] = [
    [{ type: 'integer' }, '1.5'],
    [{ type: 'integer' }, 'many'],
    [{ type: 'boolean' }, 'yes'],
    [{ type: 'array', items: { type: 'integer' } }, '1,b'],
  ];
  for (const [schema, text] of unfitting) assert.ok(!allowsText(schema, text), JSON.stringify(schema));
});

test('bearerFormat says that tokens are JSON Web Tokens, which are tested as such', async () => {
  const slugs = async (scheme: string): Promise<string[]> =>
    (await loadShop({ scheme })).plan.requirements
      .map(({ id }) => id)
      .filter((id) => /unguessable-key|guessed-key/.test(id));
  assert.deepEqual(await slugs('{ type: http, scheme: bearer, bearerFormat: opaque }'), []);
  const found = await slugs('{ type: http, scheme: bearer, bearerFormat: JWT }');
  assert.ok(found.includes('shop/login/unguessable-key') && found.includes('shop/me/guessed-key-1'), found.join());
});

test('what another scheme of the document allows is no false credential', async () => {
  const slugs = async (alternative?: string): Promise<string[]> => {
    const scheme =
      '{ type: http, scheme: bearer }\n    sid: { type: apiKey, in: cookie, name: sid }\n    bare: { type: apiKey, in: header, name: Authorization }';
    const shop = { scheme, ...(alternative === undefined ? {} : { alternative }) };
    return (await loadShop(shop)).plan.requirements.flatMap(({ id }) => /^shop\/me\/(.*)/.exec(id)?.[1] ?? []);
  };
  const [alone, cookie, bare] = [await slugs(), await slugs('{ sid: [] }'), await slugs('{ bare: [] }')];
  const lost = (some: readonly string[]): string[] => alone.filter((id) => !some.includes(id)).sort();
  assert.deepEqual(
    lost(cookie).filter((id) => !/-sid|survived/.test(id)),
    ['cookies-instead', 'token-in-cookie'],
  );
  assert.deepEqual(
    lost(bare).filter((id) => !/-bare|survived/.test(id)),
    ['without-scheme'],
  );
});
