/** A script comes to what the run came to, on servers on which two implementations of the rules would differ. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createTarget, createTargetWith } from '../../reference/create.ts';
import { movableClock } from '../../reference/clock.ts';
import { serve } from '../../reference/serve.ts';
import type { Api } from '../../reference/create.ts';
import type { Handler } from '../../reference/types.ts';
import { uprogressRules } from '../../reference/uprogress.ts';
import type { Contract, Operation, Schema } from '../../src/contract/model.ts';
import { realTime } from '../../src/engine/context.ts';
import { playwrightTransport } from '../../src/engine/http/playwright-transport.ts';
import { Masker } from '../../src/engine/masking/mask.ts';
import { runCase } from '../../src/engine/run-case.ts';
import type { Verdict } from '../../src/engine/run-case.ts';
import { derivePlan } from '../../src/plan/derive.ts';
import { suiteOf } from '../../src/plan/suite-of.ts';
import type { Suite } from '../../src/plan/suite-of.ts';
import type { Reproduction } from '../../src/repeat/main.ts';
import { reproductionOf } from '../../src/repeat/write.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { contextIn } from '../../src/proof/lab.ts';
import { executeAgain } from '../../src/repeat/main.ts';
import { groupFindings } from '../../src/report/findings.ts';
import { settingsFrom } from '../../src/settings/settings.ts';
import { run, scriptFolder, writeScript } from './scripts.ts';

let folder = '';
let remove = (): void => undefined;

before(async () => {
  ({ path: folder, remove } = await scriptFolder());
});

after(() => remove());

/** A server that is the reference target but for some of its behavior, and a case that shows whether it conforms. */
interface Row {
  readonly name: string;
  /** The id of the case. */
  readonly case: string;
  /** The verdict of the run. */
  readonly verdict: Verdict;
  readonly variant?: string;
  /** The server instead of the healthy one. */
  behave?(healthy: Handler, settings: Readonly<Record<string, string>>): Handler;
  /** The contract instead of the bundled one. */
  contract?(contract: Contract): Contract;
  readonly settings?: (given: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
}

const exitCodes: Partial<Record<Verdict, number>> = { failed: 1, passed: 0, blocked: 2, 'not-testable': 2 };

/** Replaces the text of accepted responses. */
function rewriting(change: (text: string, request: Request) => string): (healthy: Handler) => Handler {
  return (healthy) => async (request) => {
    const response = await healthy(request);
    const headers = new Headers(response.headers);
    headers.delete('content-length');
    const { status } = response;
    const text = await response.text();
    return new Response(text === '' ? null : change(text, request), { status, headers });
  };
}

/** Replaces the JSON Web Token of a response. */
function retokening(change: (parts: readonly string[]) => readonly string[]): (healthy: Handler) => Handler {
  return rewriting((text) => text.replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, (token) => change(token.split('.')).join('.')));
}

const claims = (part: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Changes a member of the JSON object that a login responds with. */
function withMember(name: string, value: (body: Record<string, unknown>) => unknown): (healthy: Handler) => Handler {
  return rewriting((text) => {
    const body = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify({ ...body, [name]: value(body) });
  });
}

/** The contract in which a response of an operation has another schema. */
function withSchema(flow: Operation['flow'], change: (schema: Schema) => Schema): (contract: Contract) => Contract {
  return (contract) => ({
    ...contract,
    operations: contract.operations.map((operation) =>
      operation.flow !== flow
        ? operation
        : {
            ...operation,
            answers: operation.answers.map((answer) =>
              answer.when === 'success'
                ? { ...answer, mediaType: 'application/json', schema: change({ ...answer.schema }) }
                : answer,
            ),
          },
    ),
  });
}

const withProperty = (name: string, schema: Schema): ((contract: Contract) => Contract) =>
  withSchema('login', (whole) => ({ ...whole, properties: { ...whole.properties, [name]: schema } }));

/** Responds 429 to the first request. */
function throttled(then: Handler): Handler {
  let index = 0;
  return (request) =>
    index++ === 0
      ? Promise.resolve(new Response(null, { status: 429, headers: { 'Retry-After': '1' } }))
      : then(request);
}

/** Accepts every password of an existing account. */
function acceptingAnyPassword(healthy: Handler, settings: Readonly<Record<string, string>>): Handler {
  return async (request) => {
    if (request.method !== 'POST') return healthy(request);
    const body = JSON.parse(await request.text()) as Record<string, unknown>;
    const prefix = ['TARGET', 'TARGET_SECOND'].find((each) =>
      Object.values(body).includes(settings[`${each}_USERNAME`]),
    );
    const password = settings[`${prefix ?? ''}_PASSWORD`] ?? body['password'];
    const { url, method, headers } = request;
    return healthy(new Request(url, { method, headers, body: JSON.stringify({ ...body, password }) }));
  };
}

const rows: readonly Row[] = [
  {
    name: 'a token whose exp is in milliseconds is found',
    case: 'uprogress/login/token-claims',
    verdict: 'failed',
    behave: retokening(([header = '', payload, signature = '']) => {
      const given = claims(payload);
      return [header, encoded({ ...given, exp: Number(given['exp']) * 1000 }), signature];
    }),
  },
  {
    name: 'a token whose signature is cut to 20 characters is found',
    case: 'uprogress/login/signed-token',
    verdict: 'failed',
    behave: retokening(([header = '', payload = '', signature = '']) => [header, payload, signature.slice(0, 20)]),
  },
  {
    name: 'a token that is the SHA-256 of the login name is found',
    case: 'flame/login/unguessable-token',
    verdict: 'failed',
    behave: (healthy, settings) =>
      withMember('auth_token', () =>
        createHash('sha256')
          .update(settings['TARGET_USERNAME'] ?? '')
          .digest('hex'),
      )(healthy),
  },
  ...(
    [
      ['uniqueItems', { type: 'array', uniqueItems: true }, [1, 1]],
      ['patternProperties', { type: 'object', patternProperties: { '^a': { type: 'string' } } }, { a: 1 }],
      ['propertyNames', { type: 'object', propertyNames: { maxLength: 1 } }, { ab: 1 }],
      ['prefixItems', { type: 'array', prefixItems: [{ type: 'string' }] }, [1]],
      ['dependentRequired', { type: 'object', dependentRequired: { a: ['b'] } }, { a: 1 }],
      ['unevaluatedProperties', { type: 'object', properties: { a: {} }, unevaluatedProperties: false }, { b: 1 }],
      ['minContains', { type: 'array', contains: { type: 'string' }, minContains: 2 }, ['a']],
      ['format time', { type: 'string', format: 'time' }, '25:00:00Z'],
      ['format duration', { type: 'string', format: 'duration' }, '1 day'],
      ['format hostname', { type: 'string', format: 'hostname' }, 'a..b'],
      ['format uri-reference', { type: 'string', format: 'uri-reference' }, 'a b'],
      ['format int32', { type: 'integer', format: 'int32' }, 2 ** 31],
      ['format date', { type: 'string', format: 'date' }, '2024-13-45'],
      ['format date-time', { type: 'string', format: 'date-time' }, '2024-13-45T00:00:00Z'],
    ] as const
  ).map(([name, schema, value]): Row => ({
    name: `a property that breaks ${name} is found`,
    case: 'flame/login/success',
    verdict: 'failed',
    contract: withProperty('extra', schema),
    behave: withMember('extra', () => value),
  })),
  {
    name: 'a const that is an object passes whatever the order of its properties',
    case: 'flame/login/success',
    verdict: 'passed',
    contract: withProperty('extra', { const: { a: 1, b: 2 } }),
    behave: withMember('extra', () => ({ b: 2, a: 1 })),
  },
  {
    name: 'additionalProperties does not apply to what patternProperties allows',
    case: 'flame/login/success',
    verdict: 'passed',
    contract: withProperty('extra', {
      type: 'object',
      patternProperties: { '^a': { type: 'number' } },
      additionalProperties: false,
    }),
    behave: withMember('extra', () => ({ ab: 1 })),
  },
  {
    name: 'a success with a property that its schema excludes is found',
    case: 'flame/login/success',
    verdict: 'failed',
    contract: withSchema('login', (schema) => ({ ...schema, additionalProperties: false })),
    behave: withMember('extra', () => 1),
  },
  {
    name: 'a success with fewer properties than its schema wants is found',
    case: 'flame/login/success',
    verdict: 'failed',
    contract: withSchema('login', (schema) => ({ ...schema, minProperties: 20 })),
  },
  {
    name: 'a success nested 3,000 levels deep is found',
    case: 'flame/login/success',
    verdict: 'failed',
    behave: rewriting((text) => text.replace('{', `{"extra":${'['.repeat(3000)}${']'.repeat(3000)},`)),
  },
  {
    name: 'a wrong password that is accepted after a 429 is found',
    case: 'flame/login/wrong-password',
    verdict: 'failed',
    behave: (healthy, settings) => throttled(acceptingAnyPassword(healthy, settings)),
  },
  {
    name: 'a healthy target whose first response is a 429 passes',
    case: 'flame/login/wrong-password',
    verdict: 'passed',
    behave: throttled,
  },
  {
    name: 'a healthy target that compresses every response passes',
    case: 'flame/login/success',
    verdict: 'passed',
    behave: (healthy) => async (request) => {
      const response = await healthy(request);
      const headers = new Headers(response.headers);
      headers.delete('content-length');
      headers.set('Content-Encoding', 'gzip');
      const body = gzipSync(Buffer.from(await response.arrayBuffer()));
      return new Response(body, { status: response.status, headers });
    },
  },
  {
    name: 'a JSON Web Token that contains the login name passes',
    case: 'uprogress/login/unguessable-token',
    verdict: 'passed',
    behave: (healthy, settings) =>
      retokening(([header = '', payload, signature = '']) => [
        header,
        encoded({ ...claims(payload), email: settings['TARGET_USERNAME'] }),
        signature,
      ])(healthy),
  },
  {
    name: 'rejections are not compared where a wrong password is accepted',
    case: 'flame/login/same-refusal',
    verdict: 'blocked',
    behave: acceptingAnyPassword,
  },
  {
    name: 'user ids of a wrong type are not compared',
    case: 'goact/login/same-user',
    verdict: 'blocked',
    behave: (healthy) => {
      let count = 0;
      return rewriting((text) =>
        text.replace(/("(?:user_?id|id|user)":)[^,}]+/i, (_, name: string) => `${name}{"n":${++count}}`),
      )(healthy);
    },
  },
  {
    name: 'a target that names users by an alias is not judged by the login name',
    case: 'flame/login/own-identity',
    verdict: 'not-testable',
    behave: (healthy, settings) =>
      rewriting((text) =>
        text
          .replaceAll(settings['TARGET_USERNAME'] ?? '', 'alias1@flame.example')
          .replaceAll(settings['TARGET_SECOND_USERNAME'] ?? '', 'alias2@flame.example'),
      )(healthy),
  },
  {
    name: 'a rejection passes though its body fits the schema of a success',
    case: 'flame/logout/unknown-token',
    verdict: 'passed',
    contract: withSchema('logout', () => ({ type: 'object', properties: { done: { const: true } } })),
    behave: (healthy) => async (request) => {
      const response = await healthy(request);
      return request.method === 'DELETE' ? Response.json({}, { status: response.ok ? 200 : 401 }) : response;
    },
  },
  {
    name: 'a client secret without capitals cannot be sent in lower case',
    case: 'ar/login/secret-in-lower-case',
    verdict: 'not-testable',
    settings: (given) => ({ TARGET_CLIENT_SECRET: (given['TARGET_CLIENT_SECRET'] ?? '').toLowerCase() }),
  },
  {
    name: 'a body that never ends is found in time',
    case: 'flame/login/success',
    verdict: 'failed',
    behave: () => () =>
      Promise.resolve(
        new Response(
          new ReadableStream({
            start: (controller) => controller.enqueue(new TextEncoder().encode(' ')),
          }),
          { headers: { 'Content-Type': 'application/json' } },
        ),
      ),
    settings: () => ({ TARGET_TIMEOUT_SECONDS: '1' }),
  },
];

function reproduction(id: string, testCase: string, suite: Suite, violated: readonly string[]): Reproduction {
  const [first = '', ...others] = violated;
  const evidence = [{ case: testCase, title: '', exchanges: [] }];
  const made = reproductionOf({ id, requirements: [first, ...others], evidence }, suite, {});
  assert.ok(made);
  return made;
}

for (const row of rows)
  test(row.name, async () => {
    const api = row.case.split('/')[0] as Api;
    const { contract: bundled } = await loadSuite(api);
    const contract = row.contract?.(bundled) ?? bundled;
    const suite = suiteOf(contract, derivePlan(contract));
    const each = suite.cases.find(({ id }) => id === row.case);
    assert.ok(each, 'there is such a case');
    const start = async (): Promise<{ settings: Record<string, string>; readonly close: () => Promise<void> }> => {
      const target = createTarget(api, row.variant === undefined ? {} : { variant: row.variant });
      const handler = row.behave?.(target.handler, target.settings) ?? target.handler;
      const served = await serve(handler);
      const settings = { ...target.settings, ...row.settings?.(target.settings), TARGET_URL: served.url };
      return { settings, close: () => served.close() };
    };
    const server = await start();
    const { target } = settingsFrom(server.settings);
    assert.ok(target);
    const transport = playwrightTransport(target.url, { limits: { timeout: target.timeout * 1000 } });
    const result = await runCase(
      each,
      {
        contract,
        requirements: suite.requirements,
        target,
        transport,
        newMasker: () => new Masker(),
        ...realTime,
      },
      'advice',
    );
    await transport.close();
    await server.close();
    assert.ok(
      result.results.some(({ verdict }) => verdict === row.verdict),
      JSON.stringify(result.results, undefined, 1),
    );
    const [finding] = groupFindings(api, [result]);
    const judged = result.results.filter(({ verdict }) => verdict === row.verdict).map((one) => one.requirement.id);
    const id = row.verdict === 'failed' ? (finding?.id ?? '') : 'another';
    const file = writeScript(folder, row.name.replace(/\W/g, '-'), reproduction(id, row.case, suite, judged));
    const again = await start();
    const { code, output } = await run('node', file, again.settings);
    await again.close();
    assert.equal(code, exitCodes[row.verdict], output);
  });

test('a script waits as the run does: for the leeway of an expired token, and for a part of a short life', async () => {
  const life = 6;
  const rules = {
    ...uprogressRules,
    tokenClaims: (...[account, now]: Parameters<typeof uprogressRules.tokenClaims>) => ({
      ...uprogressRules.tokenClaims(account, now),
      exp: Math.floor(now / 1000) + life,
    }),
    // Clocks differ by a minute.
    readToken: (...[token, key, now]: Parameters<typeof uprogressRules.readToken>) =>
      uprogressRules.readToken(token, key, now - 60_000),
  };
  const suite = await loadSuite('uprogress');
  for (const [id, used, waited] of [
    ['uprogress/token-info/expired-token', rules, life + 1 + 300],
    ['uprogress/login/lasting-token', { ...rules, readToken: uprogressRules.readToken }, life / 2],
  ] as const) {
    const requirements = suite.cases.find((each) => each.id === id)?.checks.map(({ requirement }) => requirement) ?? [];
    const clock = movableClock();
    const context = contextIn(suite, { target: createTargetWith('uprogress', used, clock), clock });
    let waits = 0;
    const wait = (milliseconds: number): Promise<void> => {
      waits += milliseconds / 1000;
      return context.wait(milliseconds);
    };
    const made = reproduction('another', id, suite, requirements);
    const { result, text } = await executeAgain(made, { ...context, wait });
    assert.equal(result, 'Not reproduced', `${id}: ${text}`);
    assert.ok(Math.abs(waits - waited) <= 1, `${id}: ${waits} s`);
  }
});
