/** Faulty servers that also show every secret they have seen, wherever a server can: reports show none of them. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { loadSuite, wordsOf } from '../../src/plan/suite.ts';
import { handlerTransport } from '../../src/engine/http/handler-transport.ts';
import type { HttpRequest, HttpResponse } from '../../src/engine/http/http.ts';
import { Masker } from '../../src/engine/masking/mask.ts';
import { Vocabulary } from '../../src/engine/masking/secret-index.ts';
import { apis } from '../../reference/create.ts';
import { brokenBy, readGolden } from '../../src/proof/golden.ts';
import { behaviouralFaults } from '../../reference/faults/registry.ts';
import { buildReport } from '../../src/report/document.ts';
import { renderPage } from '../../src/report/page/page.ts';
import { SecretVault } from '../../src/report/secret-vault.ts';
import { sarifOf } from '../../src/report/sarif.ts';
import { summary } from '../../src/report/summary.ts';
import { exchangeText, failureText } from '../../src/report/text.ts';
import { runCase } from '../../src/engine/run-case.ts';
import type { CaseResult } from '../../src/engine/run-case.ts';
import { settingsFrom } from '../../src/settings/settings.ts';
import { configuredSecrets } from '../../src/settings/target.ts';
import type { Target } from '../../src/settings/target.ts';

/** For each API; 20 were tried before this number was made smaller for the sake of time. */
const faultsOfApi = 4;
const casesOfFault = 25;

/** The secrets of a request and its answer, as a person would name them: passwords, tokens, keys, signatures. */
function secretsOf(request: HttpRequest, text: string): string[] {
  const named = /"?(?:[\w-]*(?:token|password|secret|session_key|signature|nonce))"?\s*[:=]\s*"?([^"&,\s]{8,})/gi;
  const sent = [request.body ?? '', ...request.query.map(([name, value]) => `${name}=${value}`)].join('&');
  const header = Object.entries(request.headers).flatMap(([name, value]) =>
    /authorization|token/i.test(name) ? (value.match(/[\w.~+/%-]{16,}/g) ?? []) : [],
  );
  return (
    [...`${sent}\n${text}`.matchAll(named)]
      .map(([, value]) => value ?? '')
      .concat(header)
      // Half of a surrogate pair is a value of the contract's cases.
      .filter((each) => !readings(each).some((text) => /\p{Surrogate}/u.test(text)))
  );
}

/** The readings of a text: as it is, and without the escapes of JSON or of a form. */
function readings(text: string): string[] {
  const plain = text
    .replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'));
  return [text, plain, plain.replaceAll('+', ' ')];
}

/** Whether it is a name that anybody may read, which some cases send as a password too. */
function isPublic(text: string, { account, second, client, limitedClient }: Target): boolean {
  const others = [second?.identity, client?.id, limitedClient?.id].filter((each) => each !== undefined);
  const names = [account.identity, ...others];
  // The beginning of a name in base64 says no more than the name; what follows it in `Basic` is looked for by itself.
  const inside = Buffer.from(text, 'base64').toString('latin1');
  // The last are values that the contract makes.
  return (
    /^oauth_|^conformance\.|^(q7Xw2zT9)+|^\++$/.test(text) ||
    names.some((name) => name.includes(text) || text.includes(name) || (inside !== '' && name.startsWith(inside)))
  );
}

/** Puts everything that is known into an answer; one with JSON stays the JSON that it was, with a member more. */
function plant(answer: HttpResponse, known: readonly string[]): HttpResponse {
  const text = Buffer.from(answer.body).toString('utf8');
  const shown = known.slice(-8);
  const forms = shown.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('hex'),
    JSON.stringify(JSON.stringify({ secret })),
  ]);
  const ascii = forms.filter((form) => /^[\x20-\x7e]+$/.test(form)).join(' ');
  const headers: [string, string][] = [
    ...answer.headers.map(([name, value]): [string, string] => [name, value]),
    ['x-debug', ascii],
    ['set-cookie', `sid=${shown.at(-1) ?? 'none'}; Path=/${shown.at(0) ?? ''}`],
    ['location', `/next?access_token=${encodeURIComponent(shown.at(-1) ?? '')}`],
  ];
  let body = `${text}<!-- ${forms.join('\n')} -->`;
  try {
    const json = JSON.parse(text) as unknown;
    if (typeof json !== 'object' || json === null || Array.isArray(json)) body = text;
    else body = JSON.stringify({ ...json, debug: { log: JSON.stringify({ forms }), [shown.at(-1) ?? 'none']: forms } });
  } catch {
    if (text === '') body = '';
  }
  return { status: answer.status, headers, body: Buffer.from(body) };
}

for (const api of apis) {
  const seed = randomInt(1_000_000);
  test(`${api}: ${faultsOfApi} faults from ${seed}`, async () => {
    const suite = await loadSuite(api);
    const all = behaviouralFaults(api);
    const golden = readGolden(api);
    let found = 0;
    for (let index = 0; index < faultsOfApi; index += 1) {
      const fault = all[(seed + index * 7) % all.length];
      assert.ok(fault);
      const clock = { now: () => Date.now() };
      const server = fault.start(clock);
      const { target } = settingsFrom({ ...server.settings, TARGET_URL: 'http://127.0.0.1:1' });
      assert.ok(target);
      const inner = handlerTransport(server.handler);
      const known: string[] = [];
      const vocabulary = new Vocabulary(wordsOf(suite));
      const vault = new SecretVault('salt', vocabulary);
      for (const secret of configuredSecrets(target)) vault.keep(secret);
      const stage = {
        contract: suite.contract,
        requirements: suite.requirements,
        target,
        transport: {
          close: () => inner.close(),
          send: async (request: HttpRequest) => {
            const result = await inner.send(request);
            if (!('response' in result)) return result;
            known.push(...secretsOf(request, Buffer.from(result.response.body).toString('utf8')));
            return { response: plant(result.response, known) };
          },
        },
        newMasker: () => new Masker('salt', vocabulary, (secret) => vault.keep(secret)),
        now: clock.now,
        wait: () => Promise.resolve(),
      };
      const broken = new Set(brokenBy(api, golden.get(fault.id)));
      const first = suite.cases.filter(({ checks }) => checks.some(({ requirement }) => broken.has(requirement)));
      const cases = [...new Set([...first, ...suite.cases.slice((index * 20) % suite.cases.length)])].slice(
        0,
        casesOfFault,
      );
      const results: CaseResult[] = [];
      for (const each of cases) results.push(vault.maskValue(await runCase(each, stage, 'advice')));
      const facts = {
        startedAt: new Date(),
        duration: 1,
        failOn: 'advice' as const,
        incomplete: undefined,
        problems: [],
      };
      const report = buildReport([{ suite, target: target.url, results }], facts);
      found += report.apis[0]?.findings.length ?? 0;
      const artefacts = {
        'conformance.json': JSON.stringify(report),
        'conformance.html': renderPage(report),
        'conformance.sarif': JSON.stringify(sarifOf(report)),
        terminal: summary(report, 'reports'),
        messages: results
          .flatMap((each) => [
            failureText(each.results, each.exchanges, each.case),
            ...each.exchanges.flatMap(exchangeText),
          ])
          .join('\n'),
      };
      const isKnown = (text: string): boolean =>
        readings(text).some((each) => vocabulary.includes(each) || isPublic(each, target));
      const secrets = [...new Set([...known, ...configuredSecrets(target)])].filter(
        (secret) => secret.length > 7 && !isKnown(secret),
      );
      assert.ok(secrets.length > 0, 'there is something to hide');
      for (const [name, text] of Object.entries(artefacts))
        for (const secret of secrets)
          for (const form of [
            secret,
            Buffer.from(secret).toString('hex'),
            encodeURIComponent(secret),
            secret.slice(0, 10),
          ])
            if (!isKnown(form))
              assert.ok(
                !text.includes(form),
                `${fault.id}: ${name} shows ${form}: …${text.slice(Math.max(0, text.indexOf(form) - 120), text.indexOf(form) + 60)}`,
              );
    }
    assert.ok(found >= faultsOfApi / 2, `${found} findings`);
  });
}
