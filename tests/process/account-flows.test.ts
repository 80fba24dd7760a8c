/** Changes of a password, logouts of all sessions and deletions of accounts, on a small server. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { runCommand } from '../start-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { document, marked, optional, server } from './account-server.ts';
import type { Ways } from './account-server.ts';
import { accounts, runAgainst } from './small-server.ts';

const settings = { TARGET_ALLOW_REGISTER: '1' };
/** A change of all accounts would change those of cases that run at the same time. */
const oneAtATime = { ...settings, TARGET_MAX_CONCURRENCY: '1' };

/** The plan of a run. */
async function plan(): Promise<string> {
  const folder = temporaryFolder('plan');
  const file = path.join(folder, 'openapi.yaml');
  writeFileSync(file, document);
  const [first = ['', ''], second = ['', '']] = [...accounts];
  const { output } = await runCommand(['plan'], {
    TARGET_API: file,
    TARGET_URL: 'http://127.0.0.1:1',
    TARGET_USERNAME: first[0],
    TARGET_PASSWORD: first[1],
    TARGET_SECOND_USERNAME: second[0],
    TARGET_SECOND_PASSWORD: second[1],
    ...settings,
  });
  return output;
}

test('all three conform; no other account is changed, and none is left behind, as the plan announces', async () => {
  const announced = await plan();
  assert.match(
    announced,
    /\d+ changes of a password and \d+ deletions, of accounts that the run registers and of no others/,
  );
  assert.match(
    announced,
    /\d+ logouts of all sessions: those of kate@example.com and liam@example.com end, whoever opened them/,
  );
  assert.match(announced, /\d+ refreshes of sessions that the run opens/);
  const log: { users?: Map<string, string[]> } = {};
  const answer = server({}, log);
  let sent = 0;
  const { ids, output, code } = await runAgainst(
    (asked) => {
      sent += 1;
      return answer(asked);
    },
    { 'openapi.yaml': document },
    settings,
  );
  const planned = Number(/about (\d+) requests/.exec(announced)?.[1]);
  assert.ok(sent <= planned && sent > 0.6 * planned, `${sent} sent, ${planned} planned`);
  assert.deepEqual([...ids('failed'), ...ids('blocked')], [], output);
  // This server takes any password, and any number of guesses.
  assert.deepEqual(ids('warned'), ['register/common-password', 'login/limits-guesses'], output);
  assert.equal(code, 0, output);
  for (const id of [
    ...['new-password', 'old-password', 'other-user', 'wrong-current-password', 'token-cut', 'no-password'].map(
      (slug) => `change/${slug}`,
    ),
    ...['own-session', 'other-sessions', 'other-user', 'refresh-tokens', 'then-login', 'refused-leaves-sessions'].map(
      (slug) => `logout-all/${slug}`,
    ),
    ...['login-refused', 'own-session', 'other-sessions', 'refresh-tokens', 'other-user', 'another-user-by-id'].map(
      (slug) => `remove/${slug}`,
    ),
    'remove/revoked-token',
  ])
    assert.ok(ids('passed').includes(id), `${id}\n${ids('passed').join(' ')}`);
  assert.deepEqual(log.users, new Map([...accounts].map(([name, own]) => [name, [own]])));
  assert.doesNotMatch(output, /leftovers on the target: .*accounts/);
});

test('without TARGET_ALLOW_REGISTER no password is changed and no account deleted', async () => {
  const asked: string[] = [];
  const answer = server({});
  const { ids, output } = await runAgainst(
    (each) => {
      asked.push(`${each.method} ${each.path}`);
      return answer(each);
    },
    { 'openapi.yaml': document },
  );
  assert.deepEqual(
    asked.filter((each) => each === 'POST /password' || each.startsWith('DELETE /users')),
    [],
  );
  assert.ok(ids('not-testable').includes('change/old-password'), output);
  assert.match(output, /TARGET_ALLOW_REGISTER=1/);
});

const legal: readonly [what: string, ways: Ways, own?: string][] = [
  ['a change of the password ends all sessions', { endsSessionsAtChange: true }],
  ['one session for each user', { single: true }],
  ['failures with the status 200', { marks: true }, marked()],
  ['a logout of all sessions for everybody', { idempotent: true }, optional],
  [
    'a deletion that happens later',
    { deletesNothing: true, deletesLater: true },
    document
      .replace("'204': { description: gone", "'202': { description: soon")
      .replace(', revoked-token] }\ncomp', '] }\ncomp'),
  ],
];

const ofAccounts = ['-g', '@(refresh|change-password|logout-all|delete-account)'];

for (const [what, ways, own = document] of legal)
  test(`conforms: ${what}`, async () => {
    const { ids, output, code } = await runAgainst(server(ways), { 'openapi.yaml': own }, settings, ofAccounts);
    assert.deepEqual([...ids('failed'), ...ids('blocked'), ...ids('warned')], [], output);
    assert.equal(code, 0, output);
    assert.ok(ids('passed').length > 60, output);
  });

const defects: readonly [ways: Ways, failed: readonly string[], warned?: readonly string[]][] = [
  [
    { keepsOldPassword: true, endsOwnOnly: true, sessionsOutlive: true, refreshLives: true },
    ['change/old-password', 'logout-all/other-sessions'],
    ['logout-all/refresh-tokens', 'remove/own-session', 'remove/other-sessions'],
  ],
  [
    { forgetsNewPassword: true, keepsOwn: true, deletesAnyone: true },
    ['change/new-password', 'logout-all/own-session', 'remove/another-user-by-id'],
  ],
  [
    { asksForNoPassword: true, endsAll: true, deletesNothing: true, echoesPassword: true },
    ['change/wrong-current-password', 'logout-all/other-user', 'remove/login-refused'],
    ['change/no-password', 'remove/own-session'],
  ],
  [
    { changesForAll: true, openTo: '/sessions', deletesAll: true },
    ['change/other-user', 'logout-all/without-credentials', 'logout-all/unknown-token', 'remove/other-user'],
  ],
  [
    { openTo: '/password', refreshLives: true },
    ['change/without-credentials', 'change/unknown-token'],
    ['remove/refresh-tokens'],
  ],
];

for (const [ways, failed, warned = []] of defects)
  test(`finds ${[...failed, ...warned].join(', ')}`, async () => {
    const { ids, output, written } = await runAgainst(
      server(ways),
      { 'openapi.yaml': document },
      oneAtATime,
      ofAccounts,
    );
    if (ways.keepsOldPassword) assert.match(written, /"next":"'"?\$GENERATED1_NEW_PASSWORD/);
    for (const id of failed) assert.ok(ids('failed').includes(id), `${id}\n${output}`);
    for (const id of warned) assert.ok(ids('warned').includes(id), `${id}\n${output}`);
  });

test('an interrupted run lists the accounts that several cases used, and that are still there', async () => {
  let [child, requests]: [ChildProcess | undefined, number] = [undefined, 0];
  const right = server({});
  const { code, report, output } = await runAgainst(
    (asked) => {
      requests += 1;
      if (requests === 250) child?.kill('SIGINT');
      return right(asked);
    },
    { 'openapi.yaml': document },
    settings,
    [],
    (run) => (child = run),
  );
  assert.equal(code, 130, output);
  const left = report?.apis[0]?.left?.accounts ?? [];
  assert.ok(left.length > 0, output);
  for (const account of left) assert.ok(account.startsWith('conformance.'), account);
});
