/** The signer against RFC 5849 and against a second, independent implementation. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authorizationHeader, protocolParameters, signatureOf, signerFault } from '../../src/engine/request/oauth1.ts';
import { signatureMethods } from '../../src/plan/mutations/entry.ts';
import { createTarget } from '../../reference/create.ts';

test('signs the examples of RFC 5849', () => {
  assert.equal(signerFault(), undefined);
});

const awkward = ['a b', 'a+b', 'a&b=c', '~', '*', "!'()", '%41', 'Zoë', '漢字', '🙂', '', '/?#', '"\\'];

for (const method of signatureMethods)
  test(`signs special characters for the independent verifier, with ${method}`, async () => {
    const { handler, settings } = createTarget('ar');
    const keys = { clientId: settings['TARGET_CLIENT_ID'] ?? '', clientSecret: settings['TARGET_CLIENT_SECRET'] ?? '' };
    for (const [index, value] of awkward.entries()) {
      const form: [string, string][] = [
        ['email', `user${index}@example.com`],
        ['password', 'Abcdef123'],
        ['password_confirm', 'Abcdef123'],
        ['first_name', 'Kate'],
        ['last_name', value],
        ['note', value],
        ['note', 'twice'],
      ];
      const send = async (signed: [string, string][]): Promise<number> => {
        const protocol = protocolParameters(keys, method, Date.now());
        const parameters: [string, string][] = [...signed, ['q', value]];
        const url = 'http://127.0.0.1:8080/session/register';
        const signature = signatureOf({ method: 'POST', url, parameters }, protocol, keys, method);
        const query = new URLSearchParams([['q', value]]).toString();
        const response = await handler(
          new Request(`${url}?${query}`, {
            method: 'POST',
            headers: {
              'Content-Type': 'application/x-www-form-urlencoded',
              Authorization: authorizationHeader([...protocol, ['oauth_signature', signature]]),
            },
            body: new URLSearchParams(form).toString(),
          }),
        );
        return response.status;
      };
      if (method !== 'PLAINTEXT')
        assert.equal(await send(form.slice(0, -1)), 401, `an unsigned parameter beside ${value}`);
      assert.ok((await send(form)) < 300, `${JSON.stringify(value)} is signed wrongly`);
    }
  });

test('normalizes scheme, host and default port (RFC 5849 section 3.4.1.2)', () => {
  const keys = { clientId: 'id', clientSecret: 'secret' };
  const sign = (url: string): string =>
    signatureOf({ method: 'get', url, parameters: [] }, [['oauth_nonce', 'n']], keys, 'HMAC-SHA1');
  assert.equal(sign('HTTP://EXAMPLE.COM:80/r%20v/X'), sign('http://example.com/r%20v/X'));
  assert.equal(sign('https://example.com:443/'), sign('https://example.com/'));
  assert.notEqual(sign('http://example.com:8080/'), sign('http://example.com/'));
});
