/** A file that a user names may be anything that has a path: what cannot be read to its end is refused at once. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { runCommand } from '../start-process.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'files-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Nobody writes to it, so that whoever opens it waits. */
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

describe('a named pipe, a device or a huge file', () => {
  for (const [args, settings, message] of [
    [['plan'], { ...target, TARGET_API: named }, /pipe\.yaml cannot be read: it is a pipe or a device; give a file/],
    [
      ['plan'],
      { ...target, TARGET_OVERLAY: '/dev/zero' },
      /zero cannot be read: it is a pipe or a device; give a file/,
    ],
    [
      ['plan'],
      { ...target, TARGET_AUTH_FILE: named, TARGET_GUESSED_KEYS: '/dev/zero', SIGNING_KEY: named },
      /TARGET_AUTH_FILE is ".*", which cannot be read: it is a pipe[^]*TARGET_GUESSED_KEYS is ".*", which cannot be read: it is a pipe[^]*SIGNING_KEY is no private/,
    ],
    [['run'], { ...reports, KNOWN_DEVIATIONS: named }, /^KNOWN_DEVIATIONS is ".*", which cannot be read: it is a pipe/],
    [['run'], { ...reports, COMPARE_WITH: named }, /^COMPARE_WITH is ".*", which cannot be read: it is a pipe/],
    [['report', huge], {}, /huge\.json cannot be read: it has 1099511627776 bytes/],
    [['verify', named, '--key', 'AAAA'], {}, /give a public ed25519 key/],
    [['verify', named, '--key', named], {}, /give a public ed25519 key/],
    [['known', named], {}, /pipe\.yaml cannot be read: it is a pipe/],
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
    const { code, output } = await runCommand(['run'], reports, folder);
    assert.equal(code, 2, output);
    assert.equal(output, '.env cannot be read: it is a pipe or a device; give a file\n');
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
  rmSync(path.join(folder, '.env'), { force: true });
  writeFileSync(path.join(folder, '.env'), Buffer.from('TARGET_API=flame\r\n', 'utf16le'));
  const { code, output } = await runCommand(['plan'], {}, folder);
  assert.deepEqual([code, output], [2, '.env is not UTF-8 text; save it as UTF-8\n']);
});
