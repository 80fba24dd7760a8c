/** A signed result: `run --sign` writes it, and `verify` says whether anything of it was changed. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, verify } from 'node:crypto';
import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { readReport } from '../../src/report/read-report.ts';
import { start } from '../independent/goact/server.ts';
import { root, runCommand } from '../start-process.ts';
import type { Ended } from '../start-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const team = temporaryFolder('signed');
const place = (name: string): string => path.join(team, name);
const signed = 'reports/conformance.intoto.jsonl';
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const publicPem = publicKey.export({ type: 'spki', format: 'pem' });
const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' });
let server: Awaited<ReturnType<typeof start>>;
let settings: Record<string, string>;

before(async () => {
  server = await start();
  cpSync(path.join(root, 'schemas/goact'), place('api'), { recursive: true });
  settings = { ...server.settings, TARGET_API: 'api/openapi.yaml', TARGET_URL: server.url };
  writeFileSync(place('public.pem'), publicPem);
  writeFileSync(place('private.pem'), privatePem);
  const { code, output } = await run({ SIGNING_KEY: 'private.pem' });
  assert.equal(code, 0, output);
  assert.match(output, /conformance\.intoto\.jsonl/);
  cpSync(place('reports'), place('kept'), { recursive: true });
});

after(() => server.close());

function run(more: Readonly<Record<string, string>>): Promise<Ended> {
  return runCommand(['run', '--sign', '--grep', 'login/(wrong-password|success)$'], { ...settings, ...more }, team);
}

function check(file = signed, key = 'public.pem'): Promise<Ended> {
  return runCommand(['verify', file, '--key', key], {}, team);
}

/** Runs `verify` after a change, which is taken back. */
async function checkAfter(file: string, change: (text: string) => string): Promise<Ended> {
  const before = readFileSync(place(file), 'utf8');
  writeFileSync(place(file), change(before));
  const ended = await check();
  writeFileSync(place(file), before);
  return ended;
}

interface Envelope {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { readonly sig: string }[];
}

const envelopeIn = (text: string): Envelope => JSON.parse(text) as Envelope;

test('what was signed is verified, with the result in words', async () => {
  const { code, output } = await check();
  assert.equal(code, 0, output);
  assert.match(output, /^✓ Verified: reports.conformance\.json is as it was signed\. It says: Conforms: http:/);
  assert.match(output, /^ {2}api\/openapi\.yaml: as tested$/m);
  assert.match(output, /^ {2}api\/error\.schema\.json: as tested$/m);
});

test('the statement is in-toto, in an envelope that others can open', () => {
  const { payloadType, payload, signatures } = envelopeIn(readFileSync(place(signed), 'utf8'));
  const text = Buffer.from(payload, 'base64').toString();
  const statement = JSON.parse(text) as { _type: string; predicate: Record<string, unknown>; subject: unknown[] };
  assert.equal(statement._type, 'https://in-toto.io/Statement/v1');
  assert.equal(statement.predicate['result'], 'PASSED');
  const { counts, requirementSet } = readReport(place('reports/conformance.json'));
  const own = statement.predicate['sessionConformance'] as { counts: object; requirementSet: string };
  assert.deepEqual([own.counts, own.requirementSet], [counts, requirementSet]);
  assert.match(
    readFileSync(place('reports/conformance.html'), 'utf8'),
    new RegExp(`requirement set ${requirementSet}`),
  );
  const bytes = Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${Buffer.byteLength(text)} ${text}`);
  assert.ok(verify(undefined, bytes, publicPem, Buffer.from(signatures[0]?.sig ?? '', 'base64')));
});

test('a key may come as text or in base64, as variables of CI systems hold it', async () => {
  for (const key of [privatePem.toString(), Buffer.from(privatePem).toString('base64')]) {
    const { code, output } = await run({ SIGNING_KEY: key, REPORTS_DIR: 'other' });
    assert.equal(code, 0, output);
    assert.ok(!output.includes(key));
    const verified = await check('other/conformance.intoto.jsonl', Buffer.from(publicPem).toString('base64'));
    assert.equal(verified.code, 0, verified.output);
  }
});

test('a changed report, contract, statement or signature is not verified', async () => {
  const changes: readonly [file: string, reason: RegExp, change: (text: string) => string][] = [
    [
      'reports/conformance.json',
      /conformance\.json is not the one that was signed/,
      (text) => text.replace('true', 'false'),
    ],
    ['api/openapi.yaml', /api\/openapi\.yaml is not the one that was tested/, (text) => `${text}# more\n`],
    [
      signed,
      /the signature is not one of this key/,
      (text) => {
        const { payload, ...more } = envelopeIn(text);
        const other = Buffer.from(payload, 'base64').toString().replace('PASSED', 'WARNED');
        return JSON.stringify({ ...more, payload: Buffer.from(other).toString('base64') });
      },
    ],
    [signed, /the signature is not one of this key/, (text) => text.replace('vnd.in-toto+json', 'vnd.in-toto-json')],
    [signed, /the signature is not one of this key/, (text) => JSON.stringify({ ...envelopeIn(text), signatures: [] })],
  ];
  for (const [file, reason, change] of changes) {
    const { code, output } = await checkAfter(file, change);
    assert.equal(code, 1, output);
    assert.match(output, /^✗ Not verified: /);
    assert.match(output, reason);
  }
});

test('another key, or a report that is gone, is not verified', async () => {
  writeFileSync(place('other.pem'), generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }));
  const other = await check(signed, 'other.pem');
  assert.equal(other.code, 1, other.output);
  assert.match(other.output, /the signature is not one of this key/);
  rmSync(place('kept/conformance.json'));
  const gone = await check('kept/conformance.intoto.jsonl');
  assert.equal(gone.code, 1, gone.output);
  assert.match(gone.output, /there is no kept.conformance\.json/);
});

test('where the contract is not at hand, it is not compared, and verify says so', async () => {
  const elsewhere = temporaryFolder('audit');
  cpSync(place('reports'), elsewhere, { recursive: true });
  const args = ['verify', 'conformance.intoto.jsonl', '--key', place('public.pem')];
  const { code, output } = await runCommand(args, {}, elsewhere);
  assert.equal(code, 0, output);
  assert.match(output, /api\/openapi\.yaml: not here, so not compared/);
});

test('mistakes of the user are one message, and nothing is run', async () => {
  const privateDer = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  const longPath = '/home/user/projects/conformance/keys/signing';
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  for (const [ended, message] of [
    [await run({}), /^--sign signs the result with SIGNING_KEY, which is not set/],
    [await run({ SIGNING_KEY: 'nowhere.pem' }), /SIGNING_KEY is no private ed25519 key/],
    [await run({ SIGNING_KEY: rsa.toString() }), /SIGNING_KEY is no private ed25519 key/],
    [await check('absent.jsonl'), /^absent\.jsonl cannot be read: ENOENT/],
    [await check('api/openapi.yaml'), /is no signed result/],
    [await check('reports/conformance.json'), /is no signed result/],
    [await check(signed, 'absent.pem'), /--key absent\.pem: give a public ed25519 key/],
    [await check(signed, '-----BEGIN PRIVATE KEY-----'), /^--key: give a public ed25519 key/],
    [await check(signed, privateDer), /^--key: give a public ed25519 key/],
    [await check(signed, longPath), /^--key \/home\/user.*\/signing: give a public ed25519 key/],
  ] as const) {
    assert.equal(ended.code, 2, ended.output);
    assert.match(ended.output, message);
    assert.doesNotMatch(ended.output, /at .*\.ts:|PRIVATE KEY/);
  }
});

test('a run without the key leaves no signature of an earlier one', async () => {
  appendFileSync(place('reports/conformance.intoto.jsonl'), '\n');
  const { code, output } = await runCommand(['run', '--grep', 'login/success$'], settings, team);
  assert.equal(code, 0, output);
  assert.throws(() => readFileSync(place(signed)), /ENOENT/);
});
