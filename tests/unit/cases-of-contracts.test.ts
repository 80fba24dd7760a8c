/** Names, `x-cases` and bodies of other people's contracts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkUnique } from '../../src/plan/suite.ts';
import { draft } from '../../src/engine/request/build-request.ts';
import { NotApplicable } from '../../src/plan/mutations/entry.ts';
import { operationOf } from '../../src/contract/model.ts';
import type { Suite } from '../../src/plan/suite-of.ts';
import { loadShop } from './shop.ts';

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
    anew: (part: string) => part,
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
    anew: (part) => part,
  });
  assert.deepEqual(headers, {
    accept: 'text/json',
    'content-type': 'application/json; charset=utf-8',
    'x-mine': '1',
  });
});

test('a client that accepts anything is promised nothing where the document has the parameter Accept', async () => {
  const asked = (suite: Suite): boolean => suite.cases.some(({ id }) => id === 'shop/login/accepting-anything');
  assert.ok(asked(await loadShop({})));
  const parameters = '[{ name: accept, in: header, required: true, schema: { const: application/json } }]';
  assert.ok(!asked(await loadShop({ extra: `[]\n      parameters: ${parameters}` })));
});
