/** The cost of a hostile answer, from its arrival to the report: processor time that grows with its size, and not faster. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTarget } from '../../reference/create.ts';
import { handlerTransport } from '../../src/engine/http/handler-transport.ts';
import { runSuite } from '../run-suite.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { buildReport } from '../../src/report/document.ts';
import { renderPage } from '../../src/report/page/page.ts';
import { stageAt } from './bench.ts';

const pieces: Readonly<Record<string, (size: number) => string>> = {
  'one long word': (size) => 'a'.repeat(size),
  'hexadecimal letters': (size) => 'f'.repeat(size),
  digits: (size) => '1'.repeat(size),
  'words like addresses': (size) => 'a.b-c@'.repeat(size / 6),
  dots: (size) => '.'.repeat(size),
  'opened tags': (size) => '<'.repeat(size),
  'equals signs': (size) => '='.repeat(size),
  spaces: (size) => `x${' '.repeat(size)}x`,
  separators: (size) => ',&\n'.repeat(size / 3),
  slashes: (size) => '/'.repeat(size),
  'dollar signs': (size) => '$2a$10$'.repeat(size / 7),
  'beginnings of stack traces': (size) => '\n at '.repeat(size / 5),
  'paths of files': (size) => '/home/a.js:1:'.repeat(size / 13),
  'members with passwords': (size) => '"password":"'.repeat(size / 12),
  'opened brackets': (size) => '['.repeat(size),
  'a long list': (size) => `[${'1,'.repeat(size / 2)}1]`,
  'many members': (size) => `{${Array.from({ length: size / 12 }, (_, n) => `"a${1e6 + n}":1`).join(',')}}`,
  'one long text': (size) => `{"error":"${'a'.repeat(size)}"}`,
  'escaped quotes': (size) => `{"error":"${'\\"'.repeat(size / 2)}"}`,
  'versions of servers': (size) => 'nginx/1.1.'.repeat(size / 10),
  'SQL errors': (size) => 'ORA-0000 SQLSTATE[ near '.repeat(size / 24),
};

const suite = await loadSuite('flame');
// A comparison of two refusals among them.
const chosen = suite.cases.filter(({ id }) =>
  /login\/(?:success|wrong-password|unknown-user|.*tell.*|.*same.*|.*reveal.*)$/.test(id),
);

/** Milliseconds of processor time for cases whose refusals are a text, and for their report; the least of three. */
async function costOf(text: string): Promise<number> {
  let least = Infinity;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const reference = createTarget('flame');
    const transport = handlerTransport(async (request) => {
      const answer = await reference.handler(request);
      return answer.ok ? answer : new Response(text, { status: 401, headers: { 'Content-Type': 'application/json' } });
    });
    const stage = stageAt(suite, { ...reference.settings, TARGET_URL: 'http://127.0.0.1:1' }, transport);
    const before = process.cpuUsage();
    const results = await runSuite(chosen, stage, 'advice');
    const facts = {
      startedAt: new Date(),
      duration: 0,
      failOn: 'advice',
      incomplete: undefined,
      problems: [],
    } as const;
    renderPage(buildReport([{ suite, target: 'embedded', results }], facts), undefined);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

const size = 60_000;
// The cost of the cases with any answer.
await costOf('{}');
const nothing = await costOf('{}');

for (const [name, piece] of Object.entries(pieces))
  test(`${name}: four times as much costs about four times as much`, async () => {
    const once = Math.max(0, (await costOf(piece(size))) - nothing);
    const more = Math.max(0, (await costOf(piece(4 * size))) - nothing);
    // A square would cost 16 times as much. A noisy machine counts what the fixed part costs now more, now less.
    const told = `${once.toFixed(0)} ms, then ${more.toFixed(0)} ms, of ${nothing.toFixed(0)} ms`;
    assert.ok(more <= 9 * once + 4 * nothing, told);
  });

test('an answer is parsed at most twice, however many of its values are read', async (context) => {
  const reference = createTarget('flame');
  const member = `"extra":[${'1,'.repeat(size)}1]`;
  let answers = 0;
  const transport = handlerTransport(async (request) => {
    const answer = await reference.handler(request);
    if (answer.status !== 201) return answer;
    answers += 1;
    const body = await answer.text();
    return new Response(body.replace(/\}\s*$/, `,${member}}`), { status: 201, headers: answer.headers });
  });
  const parse = context.mock.method(JSON, 'parse');
  const stage = stageAt(suite, { ...reference.settings, TARGET_URL: 'http://127.0.0.1:1' }, transport);
  await runSuite(chosen, stage, 'advice');
  const times = parse.mock.calls.filter(({ arguments: [text] }) => text.includes(member)).length;
  assert.ok(answers > 3 && times <= 2 * answers, `${times} times for ${answers} answers`);
});
