/** Every wrong or missing setting is one clear message before the first request. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../src/core/user-error.ts';
import { settingsFrom } from '../../src/settings/settings.ts';
import { runPlaywright } from './run-playwright.ts';

const good = {
  TARGET_API: 'flame',
  TARGET_URL: 'http://127.0.0.1:1/base/',
  TARGET_USERNAME: 'kate@example.com',
  TARGET_PASSWORD: 'secret-enough',
};

test('reads a complete set', () => {
  const { target, failOn, reportsDir } = settingsFrom(good);
  assert.equal(target?.url, 'http://127.0.0.1:1/base');
  assert.deepEqual(target.account, { identity: 'kate@example.com', password: 'secret-enough' });
  assert.deepEqual(
    [target.timeout, target.maxWait, target.signatureMethod, target.allowRegister],
    [10, 5, 'HMAC-SHA1', false],
  );
  assert.deepEqual([failOn, reportsDir], ['implied', 'reports']);
});

test('with none, the embedded target is tested', () => {
  assert.equal(settingsFrom({}).target, undefined);
});

const wrong: [title: string, settings: Record<string, string | undefined>, message: RegExp][] = [
  ['TARGET_URL alone', { ...good, TARGET_API: undefined }, /TARGET_URL is set without TARGET_API/],
  ['TARGET_API alone', { ...good, TARGET_URL: '' }, /TARGET_API is set without TARGET_URL/],
  [
    'an account without a target',
    { TARGET_USERNAME: 'x' },
    /TARGET_USERNAME is set, but neither TARGET_API nor TARGET_URL/,
  ],
  [
    'an unknown API',
    { ...good, TARGET_API: 'flam' },
    /TARGET_API is "flam"; write one of ar, dood, flame, goact, uprogress/,
  ],
  ['a contract that is not there', { ...good, TARGET_API: 'nowhere.yaml' }, /there is no file .*nowhere\.yaml/],
  [
    'a URL without a scheme',
    { ...good, TARGET_URL: 'example.com' },
    /TARGET_URL is "example.com"; write an http: or https: URL/,
  ],
  ['a URL with a password', { ...good, TARGET_URL: 'http://a:b@example.com' }, /holds a user name or a password/],
  ['a URL with a query', { ...good, TARGET_URL: 'http://example.com/?a=1' }, /has a query or a fragment/],
  ['no password', { ...good, TARGET_PASSWORD: '' }, /TARGET_USERNAME and TARGET_PASSWORD are needed/],
  ['half a second account', { ...good, TARGET_SECOND_USERNAME: 'omar' }, /belong together/],
  [
    'the same account twice',
    { ...good, TARGET_SECOND_USERNAME: 'kate@example.com', TARGET_SECOND_PASSWORD: 'x' },
    /give another account/,
  ],
  ['ar without a client', { ...good, TARGET_API: 'ar' }, /TARGET_CLIENT_ID and TARGET_CLIENT_SECRET are needed/],
  [
    'an unknown level',
    { ...good, FAIL_ON: 'everything' },
    /FAIL_ON is "everything"; write one of documented, implied, standard, advice/,
  ],
  ['an unknown signature method', { ...good, TARGET_SIGNATURE_METHOD: 'RSA' }, /HMAC-SHA1, HMAC-SHA256, PLAINTEXT/],
  ['a time that is none', { ...good, TARGET_TIMEOUT_SECONDS: 'soon' }, /write a number of seconds/],
  [
    'a domain that is none',
    { ...good, TARGET_ACCOUNT_DOMAIN: 'kate@example.com' },
    /TARGET_ACCOUNT_DOMAIN is .*after the @/,
  ],
  ['a header that is none', { ...good, TARGET_TOKEN_HEADER: 'a b' }, /no name of a header/],
  [
    'registering neither allowed nor not',
    { ...good, TARGET_ALLOW_REGISTER: 'yes' },
    /TARGET_ALLOW_REGISTER is "yes"; write one of 0, 1/,
  ],
];

for (const [title, settings, message] of wrong)
  test(`refuses ${title}`, () => {
    assert.throws(
      () => settingsFrom(settings),
      (error) => error instanceof UserError && message.test(error.message),
    );
  });

test('names all problems at once', () => {
  assert.throws(
    () => settingsFrom({ ...good, FAIL_ON: 'x', TARGET_BODY: 'xml' }),
    (error) => error instanceof UserError && error.message.includes('FAIL_ON') && error.message.includes('TARGET_BODY'),
  );
});

test('stops the run with exit code 2 and no stack trace', async () => {
  const { code, output, report } = await runPlaywright({ TARGET_URL: 'http://127.0.0.1:1' });
  assert.equal(code, 2);
  assert.match(output, /TARGET_URL is set without TARGET_API/);
  assert.doesNotMatch(output, /\n\s+at .*\.ts:\d+/);
  assert.equal(report, undefined);
});
