/** Choices that a contract leaves to its server are no mismatches, and defects beside them are: in memory, by a contract of its own. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { changed, scrambled } from '../../src/plan/mutations/characters.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { handlerTransport } from '../../src/engine/http/handler-transport.ts';
import { Masker } from '../../src/engine/masking/mask.ts';
import { runSuite } from '../run-suite.ts';
import { settingsFrom } from '../../src/settings/settings.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder('legal');
const file = path.join(folder, 'openapi.yaml');
const document = `
openapi: 3.1.0
x-id: shop
info: { title: Shop, version: '1' }
paths:
  /sessions:
    post:
      operationId: login
      x-flow: login
      x-source: api.md:1
      security: [{ client: [] }]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [email, password]
              properties:
                email: { type: string, x-role: identity }
                password: { type: string, x-role: password }
      responses:
        '200':
          description: a token
          x-when: success
          content:
            application/json:
              schema:
                type: object
                required: [token]
                properties:
                  token: { type: string, minLength: 1, x-role: token }
                  profile: { type: object, properties: { name: { type: string } } }
                  groups: { type: array, items: { type: object, required: [id], properties: { id: { type: integer } } } }
        '401': { description: refused, x-when: [wrong-password, unknown-user, missing-credentials, invalid-credentials] }
        '4XX': { description: incomplete, x-when: [missing-parameter, blank-parameter], x-level: implied }
    delete:
      operationId: logout
      x-flow: logout
      x-source: api.md:2
      security: [{ token: [] }]
      responses:
        '200':
          description: done
          x-when: success
          x-body: optional
          content: { application/json: { schema: { type: object, required: [ok], properties: { ok: { const: true } } } } }
        '204': { description: done, x-when: success }
        '401': { description: no session, x-when: [missing-credentials, invalid-credentials, revoked-token] }
components:
  securitySchemes:
    client: { type: http, scheme: basic, x-credentials: '{client-id}:{client-secret}' }
    token: { type: http, scheme: bearer }
`;
writeFileSync(file, document);
const silent = path.join(folder, 'silent.yaml');
writeFileSync(silent, document.replace(/ +'401': \{ description: no session.*\n/, ''));

interface Choices {
  readonly logout?: () => Response;
  readonly refusal?: unknown;
  readonly session?: object;
  readonly secretIgnored?: boolean;
  readonly anyUuid?: boolean;
  /** Answers 400 to an Authorization that is no scheme with one token. */
  readonly looksAtForm?: boolean;
  /** A logout without a session succeeds too. */
  readonly endsNothing?: boolean;
  /** Answers 429 from this request on. */
  readonly limitFrom?: number;
}

/** A server of that API, in memory. */
function shop(choices: Choices): (request: Request) => Promise<Response> {
  const sessions = new Set<string>();
  let requests = 0;
  const refuse = (): Response => Response.json(choices.refusal ?? {}, { status: 401 });
  return async (request) => {
    requests += 1;
    if (requests >= (choices.limitFrom ?? Infinity)) return new Response(null, { status: 429 });
    const credentials = request.headers.get('authorization') ?? '';
    const [scheme = '', value = ''] = credentials.split(' ');
    if (request.method === 'DELETE') {
      if (choices.looksAtForm === true && !/^(\w+ [^ ,]+)?$/.test(credentials))
        return new Response(null, { status: 400 });
      const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
      const ended =
        /^bearer$/i.test(scheme) && (sessions.delete(value) || (choices.anyUuid === true && uuid.test(value)));
      return ended || choices.endsNothing === true
        ? (choices.logout?.() ?? new Response(null, { status: 204 }))
        : refuse();
    }
    const [, id = '', secret = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(value, 'base64').toString()) ?? [];
    if (!/^basic$/i.test(scheme) || id !== 'shop-client') return refuse();
    if (secret !== 'shop-secret-1' && choices.secretIgnored !== true) return refuse();
    const body = (await request.json().catch(() => undefined)) as Record<string, unknown> | undefined;
    const { email, password } = body ?? {};
    if (typeof email !== 'string' || typeof password !== 'string' || email === '' || password === '')
      return new Response(null, { status: 422 });
    if (email !== 'kate@example.com' || password !== 'correct-horse-1') return refuse();
    const token = randomUUID();
    sessions.add(token);
    return Response.json({ token, ...choices.session });
  };
}

/** The reasons why it does not conform, as `verdict id`. */
async function open(choices: Choices, from = file): Promise<string[]> {
  return (await verdicts(choices, from)).filter((each) => /^(failed|blocked|error) /.test(each));
}

/** The verdicts, as `verdict id`. */
async function verdicts(choices: Choices, from = file): Promise<string[]> {
  const { contract, requirements, cases } = await loadSuite(from);
  const { target } = settingsFrom({
    TARGET_API: from,
    TARGET_URL: 'http://127.0.0.1:1',
    TARGET_USERNAME: 'kate@example.com',
    TARGET_PASSWORD: 'correct-horse-1',
    TARGET_CLIENT_ID: 'shop-client',
    TARGET_CLIENT_SECRET: 'shop-secret-1',
  });
  assert.ok(target);
  const results = await runSuite(
    cases,
    {
      contract,
      requirements,
      target,
      transport: handlerTransport(shop(choices)),
      newMasker: () => new Masker('salt'),
      now: () => Date.now(),
      wait: () => Promise.resolve(),
    },
    'implied',
  );
  return results
    .flatMap((each) => each.results)
    .map(({ verdict, requirement }) => `${verdict} ${requirement.id.replace('shop/', '')}`);
}

const legal: [what: string, choices: Choices][] = [
  ['204 without a body', {}],
  ['200 without the body that is optional', { logout: () => new Response(null, { status: 200 }) }],
  ['200 with its body', { logout: () => Response.json({ ok: true }) }],
  ['an optional object left out, a list without items', { session: { groups: [] } }],
  ['an optional object and a list with items', { session: { profile: { name: 'Kate' }, groups: [{ id: 1 }] } }],
  [
    'a refusal that names the member that is wrong',
    { refusal: { errors: { token: 'is invalid', password: 'invalid' } } },
  ],
  ['400 to bearer credentials that are malformed (RFC 6750 section 3.1)', { looksAtForm: true }],
];

for (const [what, choices] of legal)
  test(`${what} is no mismatch`, async () => assert.deepEqual(await open(choices), []));

test('a logout without a session is refused where a document says so, and should be elsewhere', async () => {
  assert.deepEqual(await open({}, silent), []);
  assert.deepEqual(await open({ endsNothing: true }, silent), []);
  const warned = (await verdicts({ endsNothing: true }, silent)).filter((each) => each.startsWith('warned logout/'));
  assert.ok(warned.includes('warned logout/without-credentials'), warned.join('\n'));
  assert.ok((await open({ endsNothing: true })).includes('failed logout/without-credentials'));
});

for (const status of ['400', '404', '405', '429'])
  test(`a logout that lists ${status} does not say that it is rejected without a session`, async () => {
    const listed = path.join(folder, `listed-${status}.yaml`);
    writeFileSync(
      listed,
      document.replace(
        "'401': { description: no session, x-when: [missing-credentials, invalid-credentials, revoked-token] }",
        `'${status}': { description: refused }`,
      ),
    );
    assert.deepEqual(await open({}, listed), []);
    assert.deepEqual(await open({ looksAtForm: true }, listed), []);
    assert.deepEqual(await open({ endsNothing: true }, listed), []);
    const { requirements } = await loadSuite(listed);
    assert.equal(requirements.get('shop/logout/without-credentials')?.level, 'advice');
  });

test('a logout that lists 401 is rejected without a session', async () => {
  const listed = path.join(folder, 'listed-401.yaml');
  writeFileSync(listed, document.replace(/(?<=description: no session), x-when: [^}]*/, ' '));
  assert.deepEqual(await open({}, listed), []);
  assert.ok((await open({ endsNothing: true }, listed)).includes('failed logout/without-credentials'));
  const { requirements } = await loadSuite(listed);
  assert.equal(requirements.get('shop/logout/without-credentials')?.level, 'implied');
});

test('a secret that is not looked at is found where it is encoded', async () => {
  const found = await open({ secretIgnored: true });
  for (const slug of ['wrong-secret', 'empty-secret', 'secret-cut'])
    assert.ok(found.includes(`failed login/${slug}`), found.join(', '));
});

test('a server that lets in every well-formed UUID is found', async () => {
  assert.ok((await open({ anyUuid: true })).includes('failed logout/unknown-token'));
});

test('a member that is wrong within an optional object is found', async () => {
  assert.deepEqual(await open({ session: { profile: { name: 7 }, groups: [{}] } }), [
    'failed login/answer/profile.name',
    'failed login/answer/groups.id',
  ]);
});

test('a limit on requests blocks what it meets, with or without Retry-After, and refuses nothing', async () => {
  const found = await open({ limitFrom: 40 });
  assert.ok(found.length > 0);
  assert.deepEqual(
    found.filter((each) => !each.startsWith('blocked ')),
    [],
  );
});

test('a changed token keeps its form', () => {
  const uuid = '0f8fad5b-d9cb-469f-a165-70867728950e';
  for (const text of [scrambled(uuid), changed(uuid, 8), changed(uuid, 18)]) {
    assert.match(text, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    assert.notEqual(text, uuid);
  }
  assert.equal(changed('--', 0), '--b');
});

test('who is nobody has an identity and a password of the form that the contract allows', async () => {
  const pins = path.join(folder, 'pins.yaml');
  const formed = document
    .replace('email: { type: string,', () => "email: { type: string, pattern: '^[a-z0-9]+$',")
    .replace('password: { type: string,', () => "password: { type: string, pattern: '^[0-9]{6}$',");
  writeFileSync(pins, formed);
  const { cases } = await loadSuite(pins);
  const literalIn = (slug: string): unknown =>
    cases
      .find(({ id }) => id === `shop/login/${slug}`)
      ?.steps.flatMap(({ mutations }) => mutations)
      .flatMap((change) => (change.mutate === 'set' && 'literal' in change.value ? [change.value.literal] : []))[0];
  assert.match(String(literalIn('wrong-password')), /^[0-9]{6}$/);
  assert.match(String(literalIn('unknown-user')), /^[a-z0-9]+$/);
});
