/** The scripts of a finding do what they say and nothing else, whatever a contract is called. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { derivePlan } from '../../src/plan/derive.ts';
import { suiteOf } from '../../src/plan/suite-of.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import type { Suite } from '../../src/plan/suite-of.ts';
import type { Operation, Parameter } from '../../src/contract/model.ts';
import type { FindingReport } from '../../src/generated/conformance.ts';
import { filesOf } from '../../src/repeat/write.ts';
import { listen } from '../listen.ts';
import { run, scriptFolder } from './scripts.ts';

const { path: folder, remove } = await scriptFolder();
const planted = path.join(folder, 'planted');
const received: { method: string; url: string; body: string; headers: Record<string, string> }[] = [];
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (data: Buffer) => (body += data.toString()));
  request.on('end', () => {
    const { method = '', url: own = '' } = request;
    const given = ['accept', 'content-type', 'authorization', 'cookie', 'host', 'x-gateway-key', 'x-team'].map(
      (name) => [name, request.headers[name]],
    );
    received.push({ method, url: own, body, headers: Object.fromEntries(given) as Record<string, string> });
    response.setHeader('Content-Type', 'application/json').end('{"auth_token":"`touch x`$(touch y)","id":1}');
  });
});
let url = '';

before(async () => {
  url = await listen(server);
});

after(() => {
  server.close();
  remove();
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

/** Writes the files of a finding. @returns the script and the curl commands, with the text of all files */
function write(
  finding: FindingReport,
  suite: Suite,
  target = url,
): { readonly script: string; readonly commands: string; readonly text: string } {
  const files = filesOf(finding, suite, target === '' ? {} : { TARGET_URL: target });
  for (const [name, text] of files) writeFileSync(path.join(folder, name), text);
  return {
    script: path.join(folder, `${finding.id}.mjs`),
    commands: path.join(folder, `${finding.id}.txt`),
    text: files.map(([, text]) => text).join('\n'),
  };
}

for (const api of ['flame', 'dood'])
  test(`${api}: nothing that a contract, a setting or a response says is executed`, async () => {
    const suite = await hostile(api);
    const settings = { TARGET_USERNAME: `kate${nasty}`, TARGET_PASSWORD: `secret${nasty}`, TARGET_ALLOW_REGISTER: '1' };
    const step = Math.ceil(suite.cases.length / 14);
    for (let index = 0; index < suite.cases.length; index += step) {
      const { script, commands, text } = write(findingOf(suite, index), suite);
      for (const [command, file] of [
        ['node', script],
        ['sh', commands],
      ] as const) {
        const { code, output } = await run(command, file, settings);
        assert.ok(!existsSync(planted), `${suite.cases[index]?.id ?? ''}, ${command}: ${output}\n${text}`);
        if (command === 'node') assert.ok(code === 0 || code === 1 || code === 2, output);
        assert.doesNotMatch(output, /SyntaxError|not found|Syntax error|parameter not set|unterminated/i, text);
      }
    }
    assert.deepEqual(
      readdirSync(folder).filter((name) => !/^x-\d+\.(mjs|json|txt)$|^engine\.mjs$/.test(name)),
      [],
    );
    const sent = received.find(({ body }) => decodeURIComponent(body.replaceAll('+', ' ')).includes('secret$(touch'));
    assert.ok(sent, 'requests arrive whole');
  });

test('where no target responds, the outcome is inconclusive', async () => {
  const suite = await loadSuite('flame');
  const settings = { TARGET_URL: 'http://127.0.0.1:1', TARGET_USERNAME: 'kate', TARGET_PASSWORD: 'secret' };
  for (let index = 0; index < suite.cases.length; index += 20) {
    const { script } = write(findingOf(suite, index), suite);
    const { code, output } = await run('node', script, settings);
    assert.equal(code, 2, `${suite.cases[index]?.id ?? ''}: ${output}`);
    assert.match(output, /^Inconclusive: /m);
  }
});

test('a script whose file is not as the run wrote it reproduces nothing', async () => {
  const suite = await loadSuite('flame');
  const settings = { TARGET_USERNAME: 'kate', TARGET_PASSWORD: 'secret' };
  const { script } = write(findingOf(suite, 0), suite);
  const file = script.replace(/mjs$/, 'json');
  const whole = JSON.parse(readFileSync(file, 'utf8')) as object;
  for (const text of ['{', JSON.stringify({ ...whole, contract: {} }), JSON.stringify({ ...whole, case: undefined })]) {
    writeFileSync(file, text);
    const { code, output } = await run('node', script, settings);
    assert.equal(code, 2, output);
    assert.match(output, /^Inconclusive: the script failed \(.*\); .*x-0\.json has to be as the run wrote it\.$/m);
  }
});

test('all settings that are missing are named at once', async () => {
  const suite = await loadSuite('goact');
  const index = suite.cases.findIndex(({ id }) => id === 'goact/register/success');
  const { script } = write(findingOf(suite, index), suite, '');
  const { code, output } = await run('node', script, { TARGET_USERNAME: 'kate' });
  assert.equal(code, 2);
  for (const name of ['TARGET_URL', 'TARGET_PASSWORD', 'TARGET_CLIENT_ID', 'TARGET_ALLOW_REGISTER'])
    assert.match(output, new RegExp(name));
});

test('a script sends nothing over plain HTTP to another machine unless that is allowed', async () => {
  const suite = await loadSuite('flame');
  const { script } = write(findingOf(suite, 0), suite, 'http://198.51.100.1');
  const { code, output } = await run('node', script, { TARGET_USERNAME: 'kate', TARGET_PASSWORD: 'secret' });
  assert.equal(code, 2);
  assert.match(output, /TARGET_ALLOW_PLAIN_HTTP=1/);
});

test('curl sends what the engine sends', async () => {
  // The first request is compared: the server's response ends the case.
  const settings = {
    TARGET_USERNAME: 'kate',
    TARGET_PASSWORD: 'se cr&et+1',
    TARGET_CLIENT_ID: 'a',
    TARGET_CLIENT_SECRET: 'b',
  };
  let compared = 0;
  for (const api of ['flame', 'uprogress', 'goact', 'dood']) {
    const suite = await loadSuite(api);
    for (let index = 0; index < suite.cases.length; index += 16) {
      const { script, commands, text } = write(findingOf(suite, index), suite);
      const [first = ''] = text.split('\n').filter((line) => /^curl |^# curl/.test(line));
      if (!first.startsWith('curl ') || /\$(?!TARGET_(?!SECOND))/.test(first)) continue;
      received.length = 0;
      await run('node', script, settings);
      const byScript = received.splice(0);
      if (byScript.length === 0) continue;
      writeFileSync(commands, first);
      await run('sh', commands, settings);
      // Each execution makes up a name of nobody for itself.
      const comparable = (sent: unknown): string => JSON.stringify(sent).replace(/(?<=nobody\W?)[0-9a-f]{6,}/g, '');
      assert.ok(
        byScript.some((each) => comparable(each) === comparable(received[0])),
        `${suite.cases[index]?.id ?? ''}: ${first}\n${JSON.stringify([received[0], byScript], undefined, 1)}`,
      );
      compared += 1;
    }
  }
  assert.ok(compared > 20, `${compared} were compared`);
});

test('curl sends the headers of TARGET_HEADERS, whose values stand in no file', async () => {
  const suite = await loadSuite('flame');
  const finding = { ...findingOf(suite, 0), settings: ['TARGET_HEADERS', 'TARGET_USERNAME', 'TARGET_PASSWORD'] };
  const { commands, text } = write(finding, suite);
  const settings = { TARGET_USERNAME: 'kate', TARGET_PASSWORD: 'secret', TOKEN_LOGIN: 'token' };
  received.length = 0;
  await run('sh', commands, { ...settings, TARGET_HEADERS: 'X-Gateway-Key: open sesame\nX-Team: blue' });
  assert.doesNotMatch(text, /sesame/);
  assert.ok(received.length > 0, text);
  for (const { headers } of received)
    assert.deepEqual([headers['x-gateway-key'], headers['x-team']], ['open sesame', 'blue'], text);
});
