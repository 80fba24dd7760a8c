/** A finding quotes the lines that it cites, where the team's document is at hand, or the contract's words of them. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { passageOf, withQuotes } from '../../src/report/cited-lines.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeReport } from './reports.ts';

const folder = temporaryFolder('cited');
mkdirSync(path.join(folder, 'api'));
writeFileSync(path.join(folder, 'outside.md'), 'not of this contract\n');
writeFileSync(
  path.join(folder, 'api/shop.yaml'),
  "responses:\n  '200':\n    description: a token\n    x-when: success\n\n  '401': { description: kate's password is correct-horse-1 }\n",
);
writeFileSync(
  path.join(folder, 'api/api.md'),
  `# Login\n\nA wrong password\nis answered with 401.\n${'long '.repeat(60)}\n`,
);

/** The quote of a finding whose requirement has this source. */
function quote(source: string, secrets: readonly string[] = []): string | undefined {
  const report = makeReport({ apis: 1, requirements: 1, findings: 1 });
  const apis = report.apis.map((api) => ({
    ...api,
    contract: [{ name: path.join(folder, 'api/shop.yaml'), sha256: '0'.repeat(64) }],
    requirements: api.requirements.map((each) => ({ ...each, source })),
    findings: api.findings.map(({ quote: _, ...finding }) => finding),
  }));
  return withQuotes({ ...report, apis }, secrets).apis[0]?.findings[0]?.quote;
}

test('lines of a text beside the contract', () => {
  assert.equal(quote('api.md:3-4'), 'A wrong password\nis answered with 401.');
  assert.match(quote('api.md:5') ?? '', /^(?:long ){32}…$/);
});

test('the first of several places', () => {
  assert.equal(quote('RFC 6749; api.md:3; api.md:1'), 'A wrong password');
  assert.equal(quote('RFC 6749;api.md:3'), 'A wrong password');
});

test('a line of YAML, with what is indented below it', () => {
  assert.equal(quote('shop.yaml:2#/responses/200'), "'200':\n  description: a token\n  x-when: success");
});

test('nothing where there is no such line, no such file, or one outside of the folder', () => {
  for (const source of ['api.md:99', 'absent.md:1', '../outside.md:1', 'RFC 9110 section 8.3'])
    assert.equal(quote(source), undefined, source);
});

test('no line that holds a secret of the run', () => {
  assert.match(quote('shop.yaml:6') ?? '', /correct-horse-1/);
  assert.equal(quote('shop.yaml:6', ['correct-horse-1']), undefined);
});

test('the words of a contract, for each place that a source names', async () => {
  const { contract } = await loadSuite('goact');
  const passages = { 'api.txt:3': 'A wrong password gets 404.', 'api.txt:5-7': 'Errors have a text.' };
  const said = (source?: string): string | undefined => passageOf({ ...contract, passages }, source);
  assert.equal(said('RFC 6749 section 5.1, named by api.txt:3'), 'A wrong password gets 404.');
  assert.equal(said('api.txt:3, api.txt:5-7'), 'A wrong password gets 404.\nErrors have a text.');
  assert.equal(said('api.txt:3; api.txt:5-7'), 'A wrong password gets 404.\nErrors have a text.');
  assert.equal(said('api.txt:3;api.txt:5-7.'), 'A wrong password gets 404.\nErrors have a text.');
  assert.equal(said('see:api.txt:3#/login'), 'A wrong password gets 404.');
  for (const source of [undefined, 'api.txt:5', 'RFC 9110 section 8.3']) assert.equal(said(source), undefined);
});
