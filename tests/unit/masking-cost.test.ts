/** The cost of a hostile response: its secrets are found in time that grows with its size, and with nothing else. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Exchange } from '../../src/engine/http/exchange.ts';
import { Masker } from '../../src/engine/masking/mask.ts';
import { SecretIndex, Vocabulary } from '../../src/engine/masking/secret-index.ts';
import { secretsIn } from '../../src/engine/masking/secret-names.ts';
import { bodyOf } from '../../src/engine/observe/body.ts';
import { record } from '../../src/engine/record.ts';

const request = { method: 'GET', url: 'http://127.0.0.1/', query: [], headers: {} };

/** A piece of a body for each way to keep a reader busy; it is repeated to the size that is wanted. */
const pieces: readonly (readonly [string, (size: number) => string])[] = [
  ['beginnings of tokens', (size) => `{"x":"${'eyJ'.repeat(size / 3)}"}`],
  ['beginnings of tokens with dots', (size) => `{"x":"${'eyJabcdef.'.repeat(size / 10)}"}`],
  ['one long word', (size) => `{"x":"${'a'.repeat(size)}"}`],
  ['names of secrets', (size) => 'token=token='.repeat(size / 12)],
  ['names and spaces', (size) => `token${' '.repeat(size)}=`],
  ['backslashes', (size) => `token${'\\'.repeat(size)}=`],
  ['quotes', (size) => 'token="'.repeat(size / 7)],
  [
    'tokens that begin alike',
    (size) => Array.from({ length: size / 30 }, (_, n) => `token=Abcdefg1${1e9 + n}`).join(' '),
  ],
  [
    'members with secrets',
    (size) => `{${Array.from({ length: size / 40 }, (_, n) => `"token":"Abcdefg${1e9 + n}"`).join(',')}}`,
  ],
  ['escapes in escapes', (size) => '%5Cu0025%2525&#37;='.repeat(size / 20)],
  ['backslashes in backslashes', (size) => JSON.stringify(JSON.stringify(JSON.stringify('"\\'.repeat(size / 16))))],
  ['entities', (size) => '&#00000088;'.repeat(size / 11)],
  [
    'base64 in base64',
    (size) => {
      let text = 'secret '.repeat(size / 30);
      while (text.length < size * 0.75) text = Buffer.from(text).toString('base64');
      return text;
    },
  ],
  [
    'hexadecimal in hexadecimal',
    (size) => {
      let text = 'secret '.repeat(size / 112);
      while (text.length < size * 0.75) text = Buffer.from(text).toString('hex');
      return text;
    },
  ],
  ['long lines', (size) => `${'a'.repeat(76)}\r\n`.repeat(size / 78)],
  ['short lines', (size) => 'a\n'.repeat(size / 2)],
  ['named entities', (size) => '&eacute;&nosuch;'.repeat(size / 16)],
  ['braces', (size) => '\\u{41}'.repeat(size / 6)],
  ['percent signs', (size) => '%41'.repeat(size / 3)],
  ['equals signs', (size) => '=3D'.repeat(size / 3)],
];

function exchangeWith(text: string, headers: [string, string][] = []): Exchange {
  const response = { status: 400, headers, body: Buffer.from(text) };
  return {
    step: 'request',
    operation: { id: 'login' },
    request,
    result: { response },
    sentAt: 0,
    duration: 0,
    identity: 'ann',
    password: 'Tr0ub4dor-and-3',
  } as unknown as Exchange;
}

/** Milliseconds of processor time, the least of three. */
function least(work: () => void): number {
  const costs = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...costs);
}

function costOf(exchange: Exchange): number {
  return least(() => {
    const masker = new Masker('salt');
    masker.learn(exchange.password);
    masker.learnUncommon(() => secretsIn({ request, result: exchange.result, body: bodyOf(exchange.result) }));
    record(exchange, masker);
  });
}

const size = 2 ** 20;
const most = 100;

describe('a response of a megabyte', () => {
  for (const [what, make] of pieces)
    test(`of ${what} costs at most ${most} ms`, () => {
      const cost = costOf(exchangeWith(make(size).slice(0, size)));
      assert.ok(cost < most, `${cost} ms`);
    });
});

describe('a search for secrets grows with the text alone', () => {
  const alike = Array.from({ length: 8000 }, (_, index) => `Abcdefg${1e9 + index}`);
  const texts: readonly (readonly [string, (size: number) => string])[] = [
    ...pieces,
    ['secrets that begin alike', (length) => alike.join(' ').slice(0, length)],
    ['what they begin with', (length) => 'Abcdefg'.repeat(length / 7)],
  ];
  const index = new SecretIndex(new Vocabulary());
  for (const secret of alike) index.add(secret);
  for (const [what, make] of texts)
    test(what, () => {
      const [once, twice] = [50_000, 100_000].map((length) => {
        const text = make(length).slice(0, length);
        return least(() => void index.find(text));
      });
      assert.ok(once !== undefined && twice !== undefined);
      assert.ok(twice < 3 * once + 5, `${once} ms, and ${twice} ms for twice as much`);
      assert.ok(twice < most, `${twice} ms`);
    });
});

describe('a header of 15 KiB', () => {
  for (const [name, value] of [
    ['X-Token', 'a'.repeat(15_000)],
    ['X-Token', 'a="'.repeat(5000)],
    ['Set-Cookie', 'a='.repeat(7500)],
    ['X-Note', 'eyJ'.repeat(5000)],
  ] as const)
    test(`${name}: ${value.slice(0, 6)}… costs at most ${most} ms`, () => {
      const cost = costOf(exchangeWith('', [[name, value]]));
      assert.ok(cost < most, `${cost} ms`);
    });
});
