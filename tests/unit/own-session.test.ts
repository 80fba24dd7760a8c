/** A registration that opens the session of an earlier user is told by names where no response has an id. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeOwnSession } from '../../src/engine/judge/relations.ts';
import { Masker } from '../../src/engine/masking/mask.ts';
import type { Observation } from '../../src/engine/observe/observation.ts';
import { loadSuite } from '../../src/plan/suite.ts';

const { contract } = await loadSuite('lodge');
const register = contract.operations.find(({ flow }) => flow === 'register');

/** A registration of a name. @param shown the name in its response */
function registered(step: string, sent: string, shown: string | undefined): Observation {
  const made: Partial<Observation> = {
    step,
    identity: 'conformance.a1@lodge.example',
    accepted: true,
    status: 201,
    session: { token: step },
    request: { method: 'POST', url: '/register', query: [], headers: {}, body: JSON.stringify({ email: sent }) },
    result: { response: { status: 201, headers: [], body: new Uint8Array() } },
    valueOf: (role) => (role === 'identity' ? shown : undefined),
    ...(register === undefined ? {} : { operation: register }),
  };
  return made as Observation;
}

for (const [what, first, opened, isFound] of [
  ['a name that its response shows', 'kim@x.example', 'kim@x.example', true],
  ['a name that was sent', undefined, 'kim@x.example', true],
  ['its own name', 'kim@x.example', 'Kim@x.example', false],
] as const)
  test(`${what} is ${isFound ? '' : 'not '}that of the first user`, () => {
    const before = registered('register', 'kim@x.example', first);
    const made = registered('opened', 'Kim@x.example', opened);
    const judgment = judgeOwnSession([made, undefined], [before], new Masker());
    assert.equal('mismatches' in judgment && judgment.mismatches.length > 0, isFound);
  });
