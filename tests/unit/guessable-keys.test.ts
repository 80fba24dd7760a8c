/** Keys of tokens are looked up among those that others know, without a request. */
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { hasGuessableKey } from '../../src/core/guessable-keys.ts';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function token(alg: 'HS256' | 'HS384' | 'HS512', key: string | Buffer): string {
  const input = `${part({ typ: 'JWT', alg })}.${part({ id: 1049 })}`;
  return `${input}.${createHmac(`sha${alg.slice(2)}`, key)
    .update(input)
    .digest('base64url')}`;
}

for (const key of ['', 'secret', 'your-256-bit-secret', 'json-server-auth-123456', 'Dragon2024', 'welcome-secret'])
  for (const alg of ['HS256', 'HS384', 'HS512'] as const)
    test(`${alg} with the key ${JSON.stringify(key)} is guessed`, () =>
      assert.equal(hasGuessableKey(token(alg, key), alg), true));

test('a random key is not guessed, unless the settings name it', () => {
  const key = randomBytes(32).toString('hex');
  assert.equal(hasGuessableKey(token('HS256', key), 'HS256'), false);
  assert.equal(hasGuessableKey(token('HS256', key), 'HS256', ['another', key]), true);
});

test('a token of another algorithm has no shared key', () => {
  for (const alg of ['RS256', 'ES256', 'none', undefined, 7])
    assert.equal(hasGuessableKey(token('HS256', 'secret'), alg), undefined);
});
