/** Faults of form: pure alterations, and a proxy that applies one to a real server. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { spoiltBodies, withHeader, withJson, withStatus } from '../../src/proof/bytes.ts';
import { edited, removed, renamed, replaced } from '../../src/proof/edit.ts';
import type { Fault } from '../../src/proof/fault.ts';
import { formFaults } from '../../src/proof/forms.ts';
import { suiteOf } from '../../src/proof/lab.ts';
import { readGolden } from '../../src/proof/golden.ts';
import { provePair, sequence } from '../../src/proof/pairs.ts';
import { allFaults } from '../../src/proof/work.ts';
import { behaviouralFaults } from '../../reference/faults/registry.ts';
import { saboteur } from '../../src/proof/fault-proxy.ts';
import { createTarget } from '../../reference/create.ts';
import { serve } from '../../reference/serve.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const answer = {
  status: 200,
  headers: [['content-type', 'application/json']],
  body: bytes('{"a":[{"b":1}]}'),
} as const;
const textOf = (body: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(body);

describe('alterations', () => {
  test('edit members where they stand and leave the original as it is', () => {
    const json = { a: [{ b: 1 }] };
    assert.deepEqual(edited(json, '/a/*/b', removed), { a: [{}] });
    assert.deepEqual(edited(json, '/a/*/b', renamed('c')), { a: [{ c: 1 }] });
    assert.deepEqual(edited(json, '/a/*/b', replaced(String)), { a: [{ b: '1' }] });
    assert.deepEqual(edited(json, '/x/y', removed), json);
    assert.deepEqual(json, { a: [{ b: 1 }] });
  });

  test('change one thing of an answer', () => {
    assert.deepEqual(withStatus(500)(answer), { ...answer, status: 500 });
    assert.deepEqual(withHeader('Content-Type', undefined)(answer).headers, []);
    assert.equal(textOf(withJson(() => null)(answer).body), 'null');
    for (const [id, , change] of spoiltBodies) assert.notDeepEqual(change(answer).body, answer.body, id);
    assert.equal(textOf(answer.body), '{"a":[{"b":1}]}');
  });
});

describe('pairs', () => {
  test('are drawn alike from the same seed', () => {
    const draw = (seed: number): number[] => Array.from({ length: 5 }, sequence(seed));
    assert.deepEqual(draw(7), draw(7));
    assert.notDeepEqual(draw(7), draw(8));
    assert.ok(draw(7).every((each) => each >= 0 && each < 1));
  });

  test('a fault that refuses the request of another, which may be refused, hides it', async () => {
    const pick = (id: string): Fault => {
      const found = behaviouralFaults('ar').find((each) => each.id === id);
      assert.ok(found);
      return found;
    };
    const trial = await provePair([pick('ar-space-unsigned'), pick('ar-quotes-break-json')], readGolden('ar'));
    assert.deepEqual(trial.passed, []);
    assert.ok(trial.hidden > 0);
  });

  test('is seen by the case that another fault leaves without a verdict', async () => {
    const golden = readGolden('lodge');
    const all = await allFaults('lodge', golden);
    const [first, redirected] = ['info-of-first', 'verify-success-redirect-302'].map((name) =>
      all.find(({ id }) => id === `lodge-${name}`),
    );
    assert.ok(first !== undefined && redirected !== undefined);
    assert.deepEqual((await provePair([first, redirected], golden)).passed, []);
  });
});

describe('the saboteur', () => {
  test('spoils the answers that its fault is about and passes everything else through', async () => {
    const fault = (await formFaults('flame')).find(({ id }) => id === 'flame-login-success-id-removed');
    assert.ok(fault);
    const target = createTarget('flame');
    const real = await serve(target.handler);
    const { contract } = await suiteOf('flame');
    const lines: string[] = [];
    const proxy = await serve(saboteur(contract, real.url, fault, (line) => lines.push(line)));
    try {
      const login = (password: string | undefined): Promise<Response> =>
        fetch(`${proxy.url}/api/v1/sessions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ user: target.settings['TARGET_USERNAME'], password }),
        });
      const spoilt = await login(target.settings['TARGET_PASSWORD']);
      assert.equal(spoilt.status, 201);
      assert.equal(spoilt.headers.get('cache-control'), 'no-store');
      assert.deepEqual(Object.keys((await spoilt.json()) as object), ['auth_token', 'email']);
      const refused = await login('wrong');
      assert.equal(refused.status, 401);
      assert.match(refused.headers.get('www-authenticate') ?? '', /^Token/);
      assert.deepEqual(Object.keys((await refused.json()) as object), ['error']);
      assert.deepEqual(lines, [
        'POST /api/v1/sessions 201: flame-login-success-id-removed',
        'POST /api/v1/sessions 401',
      ]);
    } finally {
      await proxy.close();
      await real.close();
    }
  });

  test('answers 502 where there is no server', async () => {
    const [fault] = await formFaults('flame');
    assert.ok(fault);
    const { contract } = await suiteOf('flame');
    const proxied = saboteur(contract, 'http://127.0.0.1:9', fault, () => undefined);
    const response = await proxied(new Request('http://127.0.0.1/api/v1/sessions', { method: 'DELETE' }));
    assert.equal(response.status, 502);
  });
});
