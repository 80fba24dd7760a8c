/** Every wrong or missing setting is one clear message before the first request. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../src/core/user-error.ts';
import { settingsOf } from '../../src/settings/names.ts';
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

test('the URL that is shown is the one that is used', () => {
  for (const [text, url] of [
    ['HTTPS://Staging.Example.com:443/Api/', 'https://staging.example.com/Api'],
    ['http://127.1:80', 'http://127.0.0.1'],
    ['http://[0:0::1]:8080/a%20b', 'http://[::1]:8080/a%20b'],
  ] as const)
    assert.equal(settingsFrom({ ...good, TARGET_URL: text }).target?.url, url);
});

test('says what has no effect', () => {
  const { notices } = settingsFrom({ ...good, TARGET_ARCH: 'arm64' });
  assert.deepEqual(notices, ['TARGET_ARCH is not a setting and has no effect; the nearest one is TARGET_API']);
  const far = { ...good, TARGET_URL: 'https://staging.example.com', https_proxy: 'http://proxy:3128' };
  assert.deepEqual(settingsFrom(far).notices, [
    'https_proxy is set and not used: requests go to https://staging.example.com directly',
  ]);
  assert.deepEqual(settingsFrom({ ...good, HTTP_PROXY: 'http://proxy:3128' }).notices, []);
});

test('tests the embedded target without settings', () => {
  assert.equal(settingsFrom({}).target, undefined);
});

test('headers for every request are lines, and options have them as an object', () => {
  const { target } = settingsFrom({ ...good, TARGET_HEADERS: 'X-Tenant: acme corp\n X-Gateway:  a:b \n' });
  assert.deepEqual(target?.headers, { 'X-Tenant': 'acme corp', 'X-Gateway': 'a:b' });
  const options = settingsOf({ headers: { 'X-Tenant': 'acme corp', 'X-Gateway': 'a:b' } });
  assert.deepEqual(settingsFrom({ ...good, ...options }).target?.headers, target.headers);
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
    'a header without a colon',
    { ...good, TARGET_HEADERS: 'secret-value' },
    /TARGET_HEADERS has a line without a name or a value; write "Name: value"/,
  ],
  [
    'a header that the harness writes',
    { ...good, TARGET_HEADERS: 'Authorization: Bearer secret-value' },
    /TARGET_HEADERS has the header Authorization, which the harness writes itself/,
  ],
  [
    'an unknown API',
    { ...good, TARGET_API: 'flam' },
    /TARGET_API is "flam"; write one of ar, dood, flame, goact, [a-z, ]+, or the path/,
  ],
  ['a contract that is not there', { ...good, TARGET_API: 'nowhere.yaml' }, /there is no file .*nowhere\.yaml/],
  [
    'a URL without a scheme',
    { ...good, TARGET_URL: 'example.com' },
    /TARGET_URL is "example.com"; write an http: or https: URL/,
  ],
  ['a URL with a password', { ...good, TARGET_URL: 'http://a:b@example.com' }, /holds a user name or a password/],
  [
    'a URL with a password that has a slash, without repeating it',
    { ...good, TARGET_URL: 'https://ann:pa/ss@example.com' },
    /^(?!.*pa\/ss)Settings: TARGET_URL is a text with @; write an http: or https: URL/,
  ],
  [
    'a password without a scheme, without repeating it',
    { ...good, TARGET_URL: 'ann:pass@example.com' },
    /^(?!.*pass@)Settings: TARGET_URL is a text with @; write an http: or https: URL/,
  ],
  ['a URL with an empty password', { ...good, TARGET_URL: 'http://@example.com' }, /holds a user name or a password/],
  ['a URL with a query', { ...good, TARGET_URL: 'http://example.com/?a=1' }, /has a query or a fragment/],
  ['a URL with an empty query', { ...good, TARGET_URL: 'http://127.0.0.1:8080/x?' }, /has a query or a fragment/],
  ['a URL with an empty fragment', { ...good, TARGET_URL: 'http://127.0.0.1:8080/x#' }, /has a query or a fragment/],
  ['a URL that ends with a question mark', { ...good, TARGET_URL: 'http://127.0.0.1:8080?' }, /has a query/],
  ['a URL with port 0', { ...good, TARGET_URL: 'http://127.0.0.1:0' }, /has port 0/],
  ['a URL with a port out of range', { ...good, TARGET_URL: 'http://127.0.0.1:65536' }, /write an http: or https: URL/],
  ['a URL without slashes', { ...good, TARGET_URL: 'http:127.0.0.1:8080' }, /write an http: or https: URL/],
  ['a URL that leaves its path', { ...good, TARGET_URL: 'http://127.0.0.1/a/../b' }, /has \. or \.\. in its path/],
  ['a URL that leaves its path, encoded', { ...good, TARGET_URL: 'http://127.0.0.1/a/%2e%2e/b' }, /has an encoded/],
  ['a URL with a backslash', { ...good, TARGET_URL: 'http://127.0.0.1/a\\b' }, /has a backslash/],
  ['a URL with an empty segment', { ...good, TARGET_URL: 'http://127.0.0.1//a' }, /has an empty segment/],
  ['a URL with a space', { ...good, TARGET_URL: 'http://127.0.0.1/a b' }, /has to percent-encode/],
  ['a URL with a line end', { ...good, TARGET_URL: 'http://127.0.0.1/a\nb' }, /has to percent-encode/],
  [
    'a misspelt setting',
    { ...good, TARGET_ALLOW_REGISTR: '1' },
    /REGISTR is not a setting; write TARGET_ALLOW_REGISTER/,
  ],
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
  test(`rejects ${title}`, () => {
    assert.throws(
      () => settingsFrom(settings),
      (error) => error instanceof UserError && message.test(error.message),
    );
  });

test('reports all problems in one message', () => {
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
