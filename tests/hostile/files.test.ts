/** A file that a user names may be anything that has a path: what cannot be read to its end is refused. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { runCommand } from '../start-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder('files');

/** A named pipe, to which nobody writes yet. */
function pipe(name: string): string {
  const file = path.join(folder, name);
  execFileSync('mkfifo', [file]);
  return file;
}

const named = pipe('pipe.yaml');
const huge = path.join(folder, 'huge.json');
writeFileSync(huge, '');
truncateSync(huge, 2 ** 40);
const target = { TARGET_API: 'flame', TARGET_URL: 'http://127.0.0.1:9', TARGET_USERNAME: 'kate', TARGET_PASSWORD: 'a' };
const reports = { REPORTS_DIR: path.join(folder, 'reports') };

const noWriter = /cannot be read: nobody writes to this pipe; give a file, or write to it/;

describe('a named pipe without a writer, a device or a huge file', { concurrency: true }, () => {
  for (const [args, settings, message] of [
    [['plan'], { ...target, TARGET_API: named }, noWriter],
    [
      ['plan'],
      { ...target, TARGET_OVERLAY: '/dev/zero' },
      /zero cannot be read: it is a device or a socket; give a file/,
    ],
    [
      ['plan'],
      { ...target, TARGET_AUTH_FILE: named, TARGET_GUESSED_KEYS: '/dev/zero', SIGNING_KEY: named },
      /TARGET_AUTH_FILE is ".*", which cannot be read: nobody[^]*TARGET_GUESSED_KEYS is ".*", which cannot be read: it is a device[^]*SIGNING_KEY is ".*", which cannot be read: nobody/,
    ],
    [['run'], { ...reports, KNOWN_DEVIATIONS: named }, /^KNOWN_DEVIATIONS is ".*", which cannot be read: nobody/],
    [
      ['run'],
      { REPORTS_DIR: path.join(folder, 'compared'), COMPARE_WITH: named },
      /^COMPARE_WITH is ".*", which cannot be read: nobody/,
    ],
    [['report', huge], {}, /huge\.json cannot be read: it has 1099511627776 bytes/],
    [['verify', named, '--key', 'AAAA'], {}, /give a public ed25519 key/],
    [['verify', named, '--key', named], {}, /^--key .*pipe\.yaml cannot be read: nobody/],
    [['known', named], {}, noWriter],
    [['merge', named], {}, /holds no blobs/],
  ] as const)
    test(`${args.join(' ')} ${Object.keys(settings).join(' ')}`.trim().replaceAll(folder, ''), async () => {
      const { code, output } = await runCommand(args, settings);
      assert.equal(code, 2, output);
      assert.match(output, message);
      assert.doesNotMatch(output, /\n\s+at /);
    });

  test('.env', async () => {
    pipe('.env');
    const { code, output } = await runCommand(['plan'], {}, folder);
    assert.equal(code, 2, output);
    assert.equal(output, '.env cannot be read: nobody writes to this pipe; give a file, or write to it\n');
  });
});

describe('a named pipe with a writer is a file', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  test('.env', async () => {
    mkdirSync(path.join(folder, 'piped'));
    const cwd = path.join(folder, 'piped');
    const written = writeFile(pipe('piped/.env'), 'TARGET_URL=embedded\nFAIL_ON=wrong\n');
    const { code, output } = await runCommand(['run'], { REPORTS_DIR: path.join(cwd, 'reports') }, cwd);
    await written;
    assert.equal(code, 2, output);
    assert.match(output, /FAIL_ON is "wrong"/);
  });

  test('a key', async () => {
    const file = pipe('public.pem');
    const [{ code, output }] = await Promise.all([
      runCommand(['verify', 'nowhere.jsonl', '--key', file]),
      writeFile(file, publicPem),
    ]);
    assert.deepEqual([code, output], [2, 'nowhere.jsonl cannot be read: ENOENT\n']);
    const secret = pipe('private.pem');
    const [planned] = await Promise.all([
      runCommand(['plan'], { ...target, SIGNING_KEY: secret }),
      writeFile(secret, privatePem),
    ]);
    assert.equal(planned.code, 0, planned.output);
  });
});

test('the empty device is a file without deviations', async () => {
  const { code, output } = await runCommand(['run', '-g', '/login/success(?![-\\w])'], {
    ...reports,
    KNOWN_DEVIATIONS: '/dev/null',
  });
  assert.equal(code, 0, output);
});

test('.env in another encoding is a mistake that is named', async () => {
  for (const encoding of ['utf16le', 'latin1'] as const) {
    rmSync(path.join(folder, '.env'), { force: true });
    writeFileSync(path.join(folder, '.env'), Buffer.from('TARGET_PASSWORD=Übung\r\n', encoding));
    const { code, output } = await runCommand(['plan'], {}, folder);
    assert.deepEqual([code, output], [2, '.env is not UTF-8 text; save it as UTF-8\n'], encoding);
  }
});
