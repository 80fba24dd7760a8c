/** The wording rules of docs/glossary.md, over the statements, titles and reasons of all contracts. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { bundledApis } from '../../src/contract/bundled.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { plainForms } from '../../src/words/violated.ts';
import { annotationAdvice } from '../../src/words/annotation-advice.ts';

const maxLength = 90;

const verbs = new Set([...Object.keys(plainForms), 'does', 'rejects']);

/** The level of a requirement says how binding it is. */
const duties = /\b(should|must|can|cannot)\b/i;

/** Words that have another word in the glossary. */
const forbidden =
  /\b(answer\w*|refus\w*|nobody|whoever|beside|otherwise|survives?|stands?|holds?|promise\w*|in vain|mandatory|behaviour|labelled|cancelled)\b/i;

/** A sentence without the names and values in it. */
function plain(text: string): string {
  return text.replace(/`[^`]*`|"[^"]*"/g, 'X');
}

function count(text: string, word: string): number {
  return plain(text).match(new RegExp(`\\b${word}\\b`, 'g'))?.length ?? 0;
}

function problems(statement: string): string[] {
  return [
    ...(statement.length > maxLength ? [`${statement.length} characters`] : []),
    ...(verbs.has(statement.split(' ')[0] ?? '') ? [] : ['does not begin with a verb']),
    ...(count(statement, 'with') > 1 ? ['"with" twice'] : []),
    ...(count(statement, 'or') > 1 ? ['"or" twice'] : []),
    ...(duties.test(plain(statement)) ? ['a word of duty'] : []),
    ...wordProblems(statement),
  ];
}

function wordProblems(text: string): string[] {
  const found = forbidden.exec(plain(text));
  return found === null ? [] : [`"${found[0]}"`];
}

for (const api of bundledApis) {
  test(`${api}: statements are short, begin with a verb and use the words of the glossary`, async () => {
    const { plan } = await loadSuite(api);
    const found = plan.requirements.flatMap(({ id, statement }) =>
      problems(statement).map((problem) => `${id}: ${problem}: ${statement}`),
    );
    assert.deepEqual(found, []);
  });

  test(`${api}: no two requirements have the same statement`, async () => {
    const { plan } = await loadSuite(api);
    const all = [...plan.requirements, ...plan.untestable].map(({ statement }) => statement);
    assert.deepEqual(
      all.filter((statement, index) => all.indexOf(statement) !== index),
      [],
    );
  });

  test(`${api}: interpretations, reasons and contradictions use the words of the glossary`, async () => {
    const { contract, plan } = await loadSuite(api);
    const texts = [
      ...plan.requirements.map(({ reading }) => reading ?? ''),
      ...plan.untestable.flatMap(({ statement, reason }) => [statement, reason]),
      ...contract.defects.flatMap(({ statement, reading }) => [statement, reading]),
    ];
    assert.deepEqual(
      texts.flatMap((text) => wordProblems(text).map((problem) => `${problem}: ${text}`)),
      [],
    );
  });
}

test('the advice on a rejected registration speaks of values that the document does not ask for', () => {
  const advice = annotationAdvice({ flow: 'register', name: 'then-login', pointer: '', reasonCode: 'failed' });
  assert.match(advice ?? '', /^registration \(@smoke\): It is rejected\. .* x-values, also for members that are not/);
});
