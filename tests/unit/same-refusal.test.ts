/** Refusals are alike as long as they differ only in what is another in every response; the number of an error is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeSameResponse } from '../../src/engine/judge/relations.ts';
import { Masker } from '../../src/engine/masking/mask.ts';
import type { Observation } from '../../src/engine/observe/observation.ts';

const refusal = (body: unknown): Observation => {
  const made: Partial<Observation> = {
    step: 'wrong',
    identity: 'kate@example.com',
    status: 200,
    accepted: false,
    operation: { id: 'login' } as Observation['operation'],
    body: { json: body, text: JSON.stringify(body) },
    valueOf: () => undefined,
    result: { response: { status: 200, headers: [], body: Buffer.from(JSON.stringify(body)) } },
  };
  return made as Observation;
};

for (const [what, one, other, areAlike] of [
  ['a code', { code: 1001 }, { code: 1002 }, false],
  [
    'a code in an envelope',
    { ok: false, error: { errorCode: 'E-17' } },
    { ok: false, error: { errorCode: 'E-18' } },
    false,
  ],
  ['the id of the request', { code: 1001, request_id: '7f1c2' }, { code: 1001, request_id: '9e0d4' }, true],
  ['the time', { code: 1001, at: 1480500000 }, { code: 1001, at: 1480500007 }, true],
] as const)
  test(`two refusals that differ in ${what} are ${areAlike ? '' : 'not '}alike`, () => {
    const judgment = judgeSameResponse(refusal(one), refusal(other), new Masker());
    assert.equal('mismatches' in judgment && judgment.mismatches.length > 0, !areAlike);
  });
