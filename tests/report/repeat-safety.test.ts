/** The scripts of a finding do what they say and nothing else, whatever a contract is called. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { derivePlan } from '../../src/plan/derive.ts';
import { loadSuite, suiteOf } from '../../src/plan/suite.ts';
import type { Suite } from '../../src/plan/suite.ts';
import type { Operation, Parameter } from '../../src/contract/model.ts';
import type { FindingReport } from '../../src/generated/conformance.ts';
import { fill } from '../../src/repeat/script/fill.js';
import { scriptsOf } from '../../src/repeat/write-repeats.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'repeat-safety-'));
const planted = path.join(folder, 'planted');
const received: { url: string; body: string }[] = [];
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (data: Buffer) => (body += data.toString()));
  request.on('end', () => {
    received.push({ url: request.url ?? '', body });
    response.setHeader('Content-Type', 'application/json').end('{"auth_token":"`touch x`$(touch y)","id":1}');
  });
});
let url = '';

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

after(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** Tries to run something in a shell, in a comment, in curl's configuration, in sed and in JavaScript. */
const nasty = [
  `$(touch ${planted})`,
  `\`touch ${planted}\``,
  `"; touch ${planted}; "`,
  `'; touch ${planted}; '`,
  `\ntouch ${planted}\n`,
  `"\noutput = "${planted}"\n`,
  `\\";require('fs').writeFileSync('${planted}','');//`,
  `/;w ${planted}\n`,
].join(' ');

/** The suite of an API in which every name that a contract chooses is hostile. */
async function hostile(api: string): Promise<Suite> {
  const { contract } = await loadSuite(api);
  const operations = contract.operations.map((operation): Operation => ({
    ...operation,
    id: operation.id + nasty,
    path: operation.path + encodeURIComponent(nasty),
    parameters: [
      ...operation.parameters.map((each): Parameter => {
        if (each.role !== undefined || each.in !== 'body') return each;
        return { ...each, name: each.name + nasty, pointer: `${each.pointer}${nasty.replaceAll('/', '~1')}` };
      }),
      ...(['query', 'header'] as const).map((place): Parameter => ({
        name: place === 'query' ? `q${nasty}` : 'X-Note',
        in: place,
        required: true,
        pointer: '',
        schema: { type: 'string', const: place === 'query' ? nasty : nasty.replaceAll('\n', ' ') },
        provenance: { level: 'documented' },
      })),
    ],
  }));
  const made = { ...contract, operations };
  return suiteOf(made, derivePlan(made));
}

function findingOf(suite: Suite, index: number): FindingReport {
  const each = suite.cases[index];
  const requirement = each?.checks[0]?.requirement;
  assert.ok(each !== undefined && requirement !== undefined);
  return {
    id: `x-${index}`,
    level: 'implied',
    gating: true,
    requirements: [requirement],
    summary: `it is accepted ${nasty}`,
    operation: each.steps[0]?.operation ?? '',
    pointer: '',
    expected: nasty,
    actual: `accepted: 200 with ${nasty}`,
    occurrences: 1,
    evidence: [{ case: each.id, title: each.title, exchanges: [] }],
  };
}

function run(
  command: string,
  file: string,
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, [file], { cwd: folder, env: { PATH: process.env['PATH'], ...env } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
    child.on('close', (code) => resolve({ code, output }));
  });
}

interface Ran {
  readonly command: string;
  readonly content: string;
  readonly code: number | null;
  readonly output: string;
}

/** Writes the scripts of a finding, and runs one after the other. */
async function* runBoth(
  finding: FindingReport,
  suite: Suite,
  settings: Record<string, string>,
  name: string,
  target = url,
): AsyncGenerator<Ran> {
  const { node, shell } = scriptsOf(finding, suite, target, { body: undefined, tokenHeader: undefined });
  for (const [command, ending, content] of [
    ['node', 'mjs', node],
    ['sh', 'sh', shell],
  ] as const) {
    const file = path.join(folder, `${name}.${ending}`);
    writeFileSync(file, content);
    yield { command, content, ...(await run(command, file, settings)) };
  }
}

for (const api of ['flame', 'dood'])
  test(`${api}: nothing that a contract, a setting or an answer says is run`, async () => {
    const suite = await hostile(api);
    const settings = { TARGET_URL: url, TARGET_USERNAME: `kate${nasty}`, TARGET_PASSWORD: `secret${nasty}` };
    const step = Math.ceil(suite.cases.length / 14);
    for (let index = 0; index < suite.cases.length; index += step) {
      for await (const ran of runBoth(findingOf(suite, index), suite, settings, `x-${index}`)) {
        const { command, content, code, output } = ran;
        assert.ok(!existsSync(planted), `${suite.cases[index]?.id ?? ''}, ${command}: ${output}\n${content}`);
        assert.ok(code === 0 || code === 1 || code === 2, output);
        assert.doesNotMatch(output, /SyntaxError|not found|Syntax error|parameter not set|unterminated/, content);
      }
    }
    assert.deepEqual(
      readdirSync(folder).filter((name) => !/^x-\d+\.(mjs|sh)$/.test(name)),
      [],
    );
    const sent = received.find(({ body }) => decodeURIComponent(body.replaceAll('+', ' ')).includes('secret$(touch'));
    assert.ok(sent, 'requests arrive whole');
  });

for (const text of [`{{identity of $(touch ${planted})}}`, '{{password of account}}', '[[base64 x]]'])
  test(`what a contract writes like a placeholder is not taken for one: ${text.slice(0, 16)}`, async () => {
    const { contract } = await loadSuite('flame');
    const withText = (operation: Operation): Operation => ({
      ...operation,
      parameters: [
        ...operation.parameters,
        {
          name: 'note',
          in: 'body',
          required: true,
          pointer: '/note',
          schema: { type: 'string', const: text },
          provenance: { level: 'documented' },
        },
      ],
    });
    const made = { ...contract, operations: contract.operations.map(withText) };
    const suite = suiteOf(made, derivePlan(made));
    const settings = { TARGET_USERNAME: 'kate', TARGET_PASSWORD: 'secret' };
    for await (const { code, output } of runBoth(findingOf(suite, 0), suite, settings, 'x-0')) {
      assert.equal(code, 2, output);
      assert.match(output, /No script can repeat .* its contract sends/);
      assert.ok(!existsSync(planted));
    }
  });

test('what is filled in is not read again', () => {
  const value = (part: string): string => (part === 'password' ? 'Ab]]c{{token of login}}' : '[[base64 x]]');
  assert.equal(fill('{{token of login}}', value), '[[base64 x]]');
  assert.equal(fill('"[[escaped {{password of account}}]]"', value), '"\\u0041b]]c{{token of login}}"');
  const basic = Buffer.from('Ab]]c{{token of login}}:x').toString('base64');
  assert.equal(fill('Basic [[base64 {{password of account}}:x]]', value), `Basic ${basic}`);
});

test('where nobody answers, nothing is said', async () => {
  const suite = await loadSuite('flame');
  const nobody = { TARGET_URL: 'http://127.0.0.1:1', TARGET_USERNAME: 'kate', TARGET_PASSWORD: 'secret' };
  for (let index = 0; index < suite.cases.length; index += 20) {
    const ran = runBoth(findingOf(suite, index), suite, nobody, `x-${index}`, '');
    for await (const { command, code, output } of ran)
      assert.equal(code, 2, `${suite.cases[index]?.id ?? ''} ${command}: ${output}`);
  }
});

test('a reason why there is no script runs nothing either', async () => {
  const suite = await hostile('flame');
  const finding = { ...findingOf(suite, 0), id: `x$(touch ${planted})` };
  const none = { ...finding, evidence: [] };
  for await (const { code, output } of runBoth(none, suite, {}, 'x-0')) {
    assert.equal(code, 2, output);
    assert.match(output, /No script can repeat x\$\(touch/);
    assert.ok(!existsSync(planted));
  }
});

test('an empty body is sent as one, and all missing settings are named at once', async () => {
  const suite = await loadSuite('goact');
  const index = suite.cases.findIndex(({ id }) => id === 'goact/login/empty-body');
  const { node, shell } = scriptsOf(findingOf(suite, index), suite, '', { body: undefined, tokenHeader: undefined });
  for (const [command, ending, content] of [
    ['sh', 'sh', shell],
    ['node', 'mjs', node],
  ] as const) {
    assert.match(content, /^(\/\/|#) Needs .*TARGET_URL, TARGET_USERNAME, TARGET_PASSWORD/m);
    const file = path.join(folder, `x-${index}.${ending}`);
    writeFileSync(file, content);
    const missing = await run(command, file, { TARGET_USERNAME: 'kate' });
    assert.equal(missing.code, 2);
    assert.match(missing.output, /set[ ]TARGET_URL,? TARGET_PASSWORD/);
    received.length = 0;
    const { code, output } = await run(command, file, {
      TARGET_URL: url,
      TARGET_USERNAME: 'kate',
      TARGET_PASSWORD: 'secret',
    });
    assert.equal(code, 1, output);
    assert.equal(received[0]?.body, '', output);
    assert.match(received[1]?.body ?? '', /"password":"secret"/, output);
  }
});
