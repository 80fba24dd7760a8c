/** No artefact, message or error holds a secret, wherever a server puts it and however it writes it. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { loadSuite, wordsOf } from '../../src/plan/suite.ts';
import { handlerTransport } from '../../src/engine/http/handler-transport.ts';
import { Masker } from '../../src/engine/masking/mask.ts';
import { tokensIn } from '../../src/engine/masking/secret-names.ts';
import { SecretIndex, Vocabulary } from '../../src/engine/masking/secret-index.ts';
import { viewsOf } from '../../src/engine/masking/unescape.ts';
import { createTargetWith } from '../../reference/create.ts';
import { goactRules } from '../../reference/goact.ts';
import { maskLeaks } from '../../src/report/secrets-scan.ts';
import { readZip, writeZip } from '../../src/report/zip.ts';
import { runSuite } from '../run-suite.ts';
import { settingsFrom } from '../../src/settings/settings.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { listen } from '../listen.ts';
import { commonPasswords } from './common-passwords.ts';
import { playwright } from './playwright-process.ts';

const folder = temporaryFolder('secrets');

/** The ways in which a server writes a secret down. */
function forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const unicode = Array.from(secret, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    encodeURIComponent(secret),
    Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
    encodeURIComponent(encodeURIComponent(secret)),
    new URLSearchParams({ a: secret }).toString().slice(2),
    json,
    JSON.stringify(json).slice(1, -1),
    unicode,
    secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;'),
    Array.from(secret, (each) => `&#${each.charCodeAt(0)};`).join(''),
    Array.from(secret, (each) => `&#x${each.charCodeAt(0).toString(16)};`).join(''),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    Buffer.from(`user:${secret}`).toString('base64'),
    Buffer.from(`me:${secret}!`).toString('base64'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    Array.from(secret, (each) => `&#${String(each.charCodeAt(0)).padStart(8, '0')};`).join(''),
    Array.from(bytes, (byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
    secret.replace(/[A-Z]/g, (each) => each.toLowerCase()),
    secret.replace(/[a-z]/g, (each) => each.toUpperCase()),
    Buffer.from(Buffer.from(JSON.stringify({ password: secret })).toString('base64')).toString('base64'),
    base32(bytes),
    Buffer.from(bytes.toString('base64')).toString('hex'),
    Buffer.from(bytes.toString('hex')).toString('base64'),
    Array.from(secret, (each) => `\\u{${each.charCodeAt(0).toString(16)}}`).join(''),
    secret.replace(/[!-/:-@[-`{-~]/g, '\\$&'),
    secret.replaceAll('"', '""'),
    secret.replaceAll('é', '&eacute;'),
    Buffer.from(`${'all that is known of it: '.repeat(3)}${secret}`)
      .toString('base64')
      .replace(/.{76}/g, '$&\r\n'),
    secret.slice(0, 6),
    secret.slice(0, 10),
    `${secret.slice(0, 9)}…`,
    secret.slice(1),
    secret.slice(3),
    ...secret.split('.').filter((part) => part.length >= 6),
  ];
}

/** Base32 (RFC 4648 section 6) with its padding. */
function base32(bytes: Buffer): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  const digits = (bits.match(/.{1,5}/g) ?? []).map((five) => Number.parseInt(five.padEnd(5, '0'), 2));
  const text = digits.map((digit) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(digit)).join('');
  return text.padEnd(Math.ceil(text.length / 8) * 8, '=');
}

const password = 'Tr0ub4dor&"<3/é x';
const jwt = `eyJhbGciOiJIUzI1NiJ9.${Buffer.from('{"sub":"77","x":"q8"}').toString('base64url')}.${randomBytes(24).toString('base64url')}`;

test('a masker takes out every form of a secret, wherever it stands', () => {
  for (const secret of [password, jwt, randomBytes(20).toString('hex'), 'pä55wörd-lang', '83920175553']) {
    const masker = new Masker('salt');
    masker.learn(secret);
    for (const form of forms(secret)) {
      const masked = masker.mask(`before ${form} behind`);
      assert.match(masked, /^before .*‹[0-9a-f]{8}›.* behind$/s, `${form} became ${masked}`);
      assert.ok(!masked.includes(secret.slice(0, 6)), masked);
      assert.equal(new SecretIndex(new Vocabulary()).find(masked)?.length, 0);
    }
    assert.equal(masker.mask('nothing of it'), 'nothing of it');
    assert.match(
      masker.mask(secret),
      new RegExp(`^${masker.fingerprint(secret)}$`),
      'equal secrets, equal fingerprints',
    );
  }
});

test('a password beyond ASCII is masked in other encodings and normal forms', () => {
  const secret = 'Pässwörd99-lang';
  const latin = Buffer.from(secret, 'latin1');
  for (const form of [
    secret.normalize('NFD'),
    latin.toString('utf8'),
    latin.toString('base64'),
    Buffer.concat([Buffer.from('ann:'), latin]).toString('base64'),
    encodeURIComponent(secret).replaceAll('%C3%A4', '%E4').replaceAll('%C3%B6', '%F6'),
    Buffer.from(secret).toString('latin1'),
    Buffer.from(Buffer.from(secret).toString('latin1')).toString('base64'),
  ]) {
    const masker = new Masker('salt');
    masker.learn(secret);
    assert.match(masker.mask(`before ${form} behind`), /^before [\w+/=]*‹[0-9a-f]{8}›[\w=]* behind$/, form);
  }
});

test('the tokens in the value of a header are secrets of their own, and its words are not', () => {
  assert.deepEqual(tokensIn('Key s3cr3tvalue123'), ['s3cr3tvalue123']);
  assert.deepEqual(tokensIn('staging environment'), []);
  assert.deepEqual(tokensIn('a=tokenAAA111; sid=zzTTyy8899'), ['tokenAAA111', 'zzTTyy8899']);
});

test('the header that a token shares with an example of the document is shown', () => {
  const header = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9';
  const example = `${header}.eyJpZCI6MTA0OX0.B0X5T35HnHJ_2AxoKp6CeiTTq2n`;
  const token = `${header}.eyJpZCI6MTIzMiwianRpIjoiNjhmZWE5M2EifQ.xSxBWO8rIH00efLp7H3P3ds4pbXo`;
  const index = new SecretIndex(new Vocabulary([example]));
  index.add(token);
  assert.deepEqual(index.find(example), []);
  assert.equal(index.find(`${token.slice(0, 60)} was sent`)?.length, 1);
});

test('a secret that begins with a public word is not found in the encoded word', () => {
  const index = new SecretIndex(new Vocabulary(['Content-Type: application/json']));
  index.add('Applicationclient-d7ce956f1e98b4dc');
  for (const offset of ['', 'a', 'ab']) {
    const encoded = (text: string): string => Buffer.from(`${offset}${text}`).toString('base64');
    assert.deepEqual(index.find(encoded('Application/json is a media type')), []);
    assert.equal(index.find(encoded('Applicationclient-d7ce9'))?.length, 1);
  }
});

test('numbers, member names and nested JSON are masked', () => {
  const masker = new Masker('salt');
  masker.learn('8392017555');
  masker.learn(password);
  const shown = JSON.stringify(
    masker.maskJson({ id: 8392017555, [password]: 1, log: JSON.stringify({ in: JSON.stringify({ password }) }) }),
  );
  assert.ok(!shown.includes('8392017') && !shown.includes(password.slice(0, 7)), shown);
  // Escaped in a log in a log in an answer in a report in an attribute.
  let nested = Array.from(password, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  for (let depth = 0; depth < 4; depth += 1) nested = JSON.stringify({ nested });
  nested = nested.replaceAll('"', '&quot;');
  assert.ok(masker.mask(nested).length < nested.length / 2, masker.mask(nested));
});

test('a common word stays readable, and its secret is not looked for', () => {
  const masker = new Masker('salt', new Vocabulary(['rejects a password cut']));
  masker.learn('password cut');
  assert.equal(masker.mask('without a password'), 'without a password');
});

const fingerprint = (): string => '‹0a1b2c3d›';

test('a secret in an artefact is masked where it stands, and everything else stays', () => {
  const place = path.join(folder, 'scan');
  mkdirSync(place);
  const token = randomBytes(18).toString('base64url');
  const all = forms(token);
  for (const [index, form] of all.entries())
    writeFileSync(path.join(place, `${index}.json`), JSON.stringify({ a: form, b: 'other' }));
  writeFileSync(path.join(place, 'fine.json'), '{"a":"‹0a1b2c3d›","b":"nothing"}');
  const archive = writeZip([
    { name: 'a.json', content: Buffer.from(`{"a":"${token}"}`) },
    { name: 'b/ü.bin', content: Buffer.from([0, 255, 1]) },
  ]);
  writeFileSync(path.join(place, 'blob.zip'), archive);
  const data = `data:application/zip;base64,${archive.toString('base64')}`;
  writeFileSync(path.join(place, 'page.html'), `<p>${token}</p><script>var x = "${data}"; // ${token}</script><p>end`);
  // The folder and a file in it, which a reporter names by its own path.
  const named = path.relative('.', path.join(place, '0.json'));
  const leaks = maskLeaks([place, named], [token], new Vocabulary(), fingerprint);
  assert.equal(leaks.length, all.length + 2);
  for (const index of all.keys()) {
    const text = readFileSync(path.join(place, `${index}.json`), 'utf8');
    assert.match(text, /^\{"a":".*‹0a1b2c3d›.*","b":"other"\}$/);
    assert.equal((JSON.parse(text) as { b: string }).b, 'other');
  }
  const masked = [
    { name: 'a.json', content: Buffer.from('{"a":"‹0a1b2c3d›"}') },
    { name: 'b/ü.bin', content: Buffer.from([0, 255, 1]) },
  ];
  assert.deepEqual(readZip(readFileSync(path.join(place, 'blob.zip'))), masked);
  const page = readFileSync(path.join(place, 'page.html'), 'utf8');
  assert.match(page, /^<p>‹0a1b2c3d›<\/p><script>var x = ".*<\/script><p>end$/);
  assert.deepEqual(readZip(Buffer.from(/base64,([\w+/=]+)/.exec(page)?.[1] ?? '', 'base64')), masked);
});

test('an archive of somebody else is named, and left as it is', () => {
  const place = path.join(folder, 'foreign');
  mkdirSync(place);
  for (const [name, content] of [
    ['cut.zip', writeZip([{ name: 'a', content: Buffer.alloc(100) }]).subarray(0, 60)],
    ['none.zip', Buffer.from('PK')],
  ] as const)
    writeFileSync(path.join(place, name), content);
  const leaks = maskLeaks([place], [randomBytes(9).toString('hex')], new Vocabulary(), fingerprint);
  assert.deepEqual(leaks.map((leak) => [path.basename(leak.file), 'unreadable' in leak]).sort(), [
    ['cut.zip', true],
    ['none.zip', true],
  ]);
  assert.deepEqual(readdirSync(place).sort(), ['cut.zip', 'none.zip']);
});

test('a secret is masked in a file of escapes within escapes too', () => {
  const place = mkdtempSync(path.join(folder, 'escapes-'));
  const secret = randomBytes(9).toString('hex');
  const escapes = '%2525252541 + =3D=33=44=3D33 &amp;amp;amp;quot; \\\\u0025 ';
  const text = `${'a word '.repeat(20_000)} ${secret} ${escapes}`;
  assert.equal(viewsOf(text), undefined);
  writeFileSync(path.join(place, 'a.txt'), text);
  assert.equal(maskLeaks([place], [secret], new Vocabulary(), fingerprint).length, 1);
  assert.ok(!readFileSync(path.join(place, 'a.txt'), 'utf8').includes(secret));
});

test('the words of the harness are taken for no secret, whatever the password is', async () => {
  const suite = await loadSuite('flame');
  const masker = new Masker('salt', new Vocabulary(wordsOf(suite)));
  for (const common of commonPasswords) for (const each of [common, common.toUpperCase()]) masker.learn(each);
  const own = [...wordsOf(suite), 'set TARGET_SECOND_USERNAME and TARGET_SECOND_PASSWORD, or TARGET_ALLOW_REGISTER=1'];
  for (const text of own) assert.equal(masker.mask(text), text);
  // Where it stands in its place it is masked all the same.
  for (const common of commonPasswords) assert.match(masker.maskPair('password', common), /^‹[0-9a-f]{8}›$/);
});

test('who somebody is is no secret, also where it is sent as a token', async () => {
  const suite = await loadSuite('goact');
  const clock = { now: () => Date.now() };
  const id = 9_007_199_254_740_017;
  const server = createTargetWith(
    'goact',
    { loginAnswer: (session, account, lifetime) => goactRules.loginAnswer(session, { ...account, id }, lifetime) },
    clock,
  );
  const { target } = settingsFrom({ ...server.settings, TARGET_URL: 'http://127.0.0.1:1' });
  assert.ok(target);
  const masker = new Masker('salt');
  const stage = {
    contract: suite.contract,
    requirements: suite.requirements,
    target,
    transport: handlerTransport(server.handler),
    newMasker: () => masker,
    now: clock.now,
    wait: () => Promise.resolve(),
  };
  const flaws = ['identity-as-token', 'user-id-as-token', 'basic-login'].map((each) => `goact/token-info/${each}`);
  const results = await runSuite(
    suite.cases.filter((each) => flaws.includes(each.id)),
    stage,
    'implied',
  );
  assert.equal(results.length, flaws.length);
  const names = `${target.account.identity} ${id}`;
  assert.equal(masker.mask(names), names);
  assert.notEqual(masker.mask(target.account.password), target.account.password);
});

/** A server that shows everything it knows in every answer, and keeps what it shows. */
function indiscreet(): {
  listener: (request: IncomingMessage, response: ServerResponse) => void;
  secrets: Set<string>;
} {
  const secrets = new Set<string>();
  let count = 0;
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => {
      const token = count % 3 === 0 ? jwtOf() : randomBytes(15).toString('base64url');
      const cookie = randomBytes(12).toString('hex');
      const all = [...secrets].slice(-6).concat(password).flatMap(forms);
      const ascii = all.filter((each) => /^[\x20-\x7e]+$/.test(each));
      response.setHeader('Set-Cookie', [
        `sid=${cookie}; Path=/${ascii.at(-9) ?? ''}; HttpOnly`,
        `b=${ascii.at(-3) ?? ''}`,
      ]);
      response.setHeader('X-Debug', ascii.join(' ').slice(0, 5000));
      response.setHeader(
        'Location',
        `/next?access_token=${encodeURIComponent(token)}&p=${encodeURIComponent(password)}`,
      );
      response.setHeader('Content-Type', count % 5 === 4 ? `text/x-${token}` : 'application/json');
      response.statusMessage = ascii[0] ?? 'OK';
      const debug = { request: { headers: request.headers, body, url: request.url }, all, [token]: token };
      const answer = {
        auth_token: token,
        id: 'none',
        email: 5,
        debug,
        log: JSON.stringify({ inner: JSON.stringify(debug) }),
      };
      count += 1;
      if (count % 11 === 7) return void request.socket.destroy();
      if (count % 13 === 5) return;
      secrets.add(token).add(cookie);
      const status = [201, 500, 201, 302, 201, 404, 200][count % 7] ?? 200;
      response.statusCode = status;
      response.end(
        status >= 500
          ? `<html><pre>${all.join('\n')} ${body} ${JSON.stringify(request.rawHeaders)}`
          : JSON.stringify(answer),
      );
    });
  };
  return { listener, secrets };
}

function jwtOf(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part({ id: randomBytes(6).toString('hex') })}.${randomBytes(24).toString('base64url')}`;
}

/** Everything that can be read in a file, archives and base64 opened. */
function texts(content: Buffer, name: string): string[] {
  if (name.endsWith('.zip')) return readZip(content).flatMap((entry) => texts(entry.content, entry.name));
  const text = content.toString('utf8');
  const zipped = [...text.matchAll(/data:application\/zip;base64,([\w+/=]+)/g)].flatMap(([, data]) =>
    texts(Buffer.from(data ?? '', 'base64'), 'data.zip'),
  );
  const attached = [...text.matchAll(/"(?:body|base64)":"([\w+/]{20,}={0,2})"/g)].map(([, data]) =>
    Buffer.from(data ?? '', 'base64').toString('utf8'),
  );
  return [name.endsWith('.html') ? '' : text, ...zipped, ...attached];
}

/** The place of a form in a text. A few characters are in any id by chance: they have to be a word. */
function placeOf(form: string, text: string): number {
  if (form.length >= 10) return text.indexOf(form);
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1))
    if (!/\w/.test(text.charAt(at - 1) + text.charAt(at + form.length))) return at;
  return -1;
}

test('a run against an indiscreet server leaves no secret in any artefact or message', async () => {
  const { listener, secrets } = indiscreet();
  const server = createServer(listener);
  const url = await listen(server);
  const reports = path.join(folder, 'reports');
  const second = `Zw3ites"Passwort\\${randomBytes(6).toString('hex')}`;
  const grep = ['--grep', '@outcomes|@lifecycle'];
  const { output, code } = await playwright(['test', '--trace=on', '--shard=1/1', '--workers=1', ...grep], {
    TARGET_API: 'flame',
    TARGET_URL: url,
    TARGET_USERNAME: 'ann@flame.example',
    TARGET_PASSWORD: password,
    TARGET_SECOND_USERNAME: 'bob@flame.example',
    TARGET_SECOND_PASSWORD: second,
    TARGET_TIMEOUT_SECONDS: '1',
    FAIL_ON: 'advice',
    REPORTS_DIR: reports,
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: path.join(folder, 'summary.md'),
  });
  server.closeAllConnections();
  server.close();
  assert.equal(code, 1, output);
  const files = readdirSync(reports, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = files.map((entry) => path.relative(reports, path.join(entry.parentPath, entry.name)));
  for (const name of ['conformance.json', 'junit.xml', 'html/index.html', 'blob/report-1.zip'])
    assert.ok(
      names.some((each) => each === name || each.startsWith(name.replace(/-1\.zip$/, ''))),
      `${name} is there, of ${names.join(', ')}\n${output}`,
    );
  assert.ok(!names.some((name) => name.includes('trace')), 'a trace would hold every request');
  const artefacts = [
    ['the terminal', output] as const,
    ['the job summary', readFileSync(path.join(folder, 'summary.md'), 'utf8')] as const,
    ...files.flatMap((entry) =>
      texts(readFileSync(path.join(entry.parentPath, entry.name)), entry.name).map(
        (text) => [entry.name, text] as const,
      ),
    ),
  ];
  assert.ok(secrets.size > 20, `${secrets.size} secrets were planted`);
  for (const secret of [...secrets, password, second])
    for (const form of forms(secret))
      // The beginning of every JSON Web Token is the same, and no secret.
      if (form.length >= 6 && !/^eyJ/.test(form))
        for (const [name, text] of artefacts) {
          const at = placeOf(form, text);
          assert.equal(at, -1, `${name} shows ${form}: ${text.slice(Math.max(0, at - 80), at + 80)}`);
        }
  // A report stays readable whatever the password is.
  const vocabulary = new Vocabulary(wordsOf(await loadSuite('flame')));
  assert.deepEqual(maskLeaks([reports], commonPasswords, vocabulary, fingerprint), []);
});
