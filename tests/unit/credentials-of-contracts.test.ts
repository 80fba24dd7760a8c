/** Security schemes of other people's contracts, and the false credentials that are derived from them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkUnique } from '../../src/plan/suite.ts';
import { operationOf } from '../../src/contract/model.ts';
import type { Credentials } from '../../src/plan/mutations/entry.ts';
import { entryOf } from '../../src/plan/mutations/registry.ts';
import { loadShop } from './shop.ts';

test('a scheme that an operation takes as well is no false one', async () => {
  const { contract, cases } = await loadShop({ alternative: '{ client: [] }' });
  assert.deepEqual(operationOf(contract, 'token-info')?.security?.alternatives, ['client']);
  assert.ok(!cases.some(({ id }) => /of-client|other-scheme/.test(id)));
});

for (const scheme of ['bearer', 'Bearer', 'BASIC', 'Token'])
  test(`each scheme is tried once beside ${scheme}`, async () => {
    const { cases } = await loadShop({ scheme: `{ type: http, scheme: ${scheme}, x-credentials: '{token}' }` });
    assert.ok(cases.some(({ id }) => id === 'shop/me/scheme-alone'));
    checkUnique('shop', cases);
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

test('the payload of a token is changed, whatever it says', async () => {
  const { contract } = await loadShop({});
  const scheme = operationOf(contract, 'token-info')?.security;
  assert.ok(scheme);
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  for (const claims of [{ sub: '1' }, { sub: '1', admin: true }, { admin: false }, {}]) {
    const token = `${part({ alg: 'HS256' })}.${part(claims)}.c2lnbmF0dXJl`;
    const forged = { mutate: 'jwt', as: 'payload-changed' } as const;
    const sent = entryOf(forged).present?.(forged, scheme, { token } as Credentials);
    const [, payload = ''] = sent?.header?.split('.') ?? [];
    assert.ok(payload !== '' && payload !== part(claims), JSON.stringify(claims));
  }
});
