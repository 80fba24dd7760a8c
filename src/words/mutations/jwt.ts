/** Phrases for forged and damaged JSON Web Tokens, by slug. */
export const jwtPhrases = {
  'signature-changed': 'a token whose signature is changed',
  'signature-cut': 'a token with half of its signature',
  'signature-extended': 'a token with an extended signature',
  'signature-in-another-case': 'a token whose signature is in another case',
  'signature-end-changed': 'a token whose signature is changed near its end',
  'token-cut': 'a token without its last four characters',
  'empty-signature': 'a token with an empty signature',
  'two-parts': 'a token of two parts',
  'four-parts': 'a token of four parts',
  'alg-none': 'an unsigned token with `alg` `none`',
  'alg-none-in-other-case': 'an unsigned token with `alg` `None`',
  'alg-none-in-capitals': 'an unsigned token with `alg` `NONE`',
  'alg-none-in-mixed-case': 'an unsigned token with `alg` `nOnE`',
  'alg-none-with-signature': 'a token whose `alg` was changed to `none`, with its old signature',
  'header-not-json': 'a token whose header is not JSON',
  'payload-not-json': 'a token whose payload is not JSON',
  'payload-changed': 'a token whose payload was changed after signing',
  'payload-of-another-user': "a token of another user's payload and the user's own signature",
  'without-alg': 'a token whose header has no `alg`',
  'alg-changed': 'a token whose `alg` was changed after signing',
  'typ-changed': 'a token whose `typ` was changed after signing',
  'zero-signature': 'a token with a signature of zeros',
  'key-of-nobody': 'a token that names an unknown key, signed with an empty key',
  'zero-signature-in-der': 'a token with a signature of two zeros in DER',
  'rsa-key-in-header': 'a token that carries its own RSA key in the header',
  'ec-key-in-header': 'a token that carries its own EC key in the header',
  'key-of-empty-file': 'a token whose `kid` is the path of an empty file, signed with an empty key',
  'key-of-query': 'a token whose `kid` is an SQL fragment that selects its key',
  'key-in-header': 'a token that carries its own key in the header',
  'guessed-key': 'a changed token signed with a guessed key',
  'white-space': 'a token with a space in its signature',
} as const;

/** A token signed with a key that tutorials use. */
export function signedWith(key: string): string {
  return `a token signed with the key ${JSON.stringify(key)}`;
}
