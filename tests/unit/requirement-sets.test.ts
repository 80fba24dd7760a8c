/** The promise of a frozen set of requirements: no id vanishes without an entry that says what became of it. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { frozenSets, presentSet, vanishedFrom } from '../../src/generate/requirement-sets.ts';
import type { RequirementSet } from '../../src/generate/requirement-sets.ts';
import { requirementSet } from '../../src/plan/requirement-set.ts';

let present: RequirementSet;
before(async () => {
  present = await presentSet();
});

test('no id of a frozen set has vanished', () => {
  for (const [version, frozen] of frozenSets())
    assert.deepEqual(
      vanishedFrom(frozen, present),
      [],
      `of requirements/${version}.json; what became of an id belongs into src/report/migrations.ts`,
    );
});

test('the levels of the present set are those that were frozen', () => {
  const sets = new Map(frozenSets());
  assert.equal([...sets.keys()].at(-1), requirementSet, 'src/plan/requirement-set.ts names the newest set');
  assert.deepEqual(changedLevels(sets.get(requirementSet) ?? {}, present), [], 'npm run freeze accepts them');
});

test('an id that vanishes, or has another level, is noticed', () => {
  const frozen: RequirementSet = { flame: { 'flame/login/gone': 'documented', 'flame/login/success': 'advice' } };
  assert.deepEqual(vanishedFrom(frozen, present), ['flame/login/gone']);
  assert.deepEqual(changedLevels(frozen, present), ['flame/login/success was advice and is documented']);
});

test('an id that a later requirement names as its former one has not vanished', () => {
  assert.deepEqual(vanishedFrom({ flame: { 'flame/login/password-lookalike': 'standard' } }, present), []);
});

/** The requirements of a frozen set whose level is another one now. */
function changedLevels(frozen: RequirementSet, present: RequirementSet): string[] {
  return Object.entries(frozen).flatMap(([api, levels]) =>
    Object.entries(levels).flatMap(([id, level]) => {
      const now = present[api]?.[id];
      return now === undefined || now === level ? [] : `${id} was ${level} and is ${now}`;
    }),
  );
}
