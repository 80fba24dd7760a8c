/** False tokens: those of the document's example, changed ones, and forged JSON Web Tokens. */
import { answersTo } from '../../contract/model.ts';
import { membersOf } from '../../contract/members.ts';
import type { Member } from '../../contract/members.ts';
import type { Contract, Provenance } from '../../contract/model.ts';
import { issuer } from '../build.ts';
import type { JwtForgery } from '../mutations/jwt.ts';
import { describe } from '../mutations/registry.ts';
import type { Mutation } from '../mutations/registry.ts';
import type { TokenForgery } from '../mutations/tokens.ts';
import type { SecurityTopic } from '../security.ts';
import { issuesJwt, namesUser } from './issued-tokens.ts';

/** One false way to present credentials. */
export interface FalseCredentials {
  readonly slug: string;
  readonly mutation: Mutation;
  /** Completes "rejects …". */
  readonly phrase: string;
  readonly security: SecurityTopic;
  /** Differences from the provenance of the situation. */
  readonly own?: Partial<Provenance> | undefined;
  /** Whether the intact credentials are tried first, so that a server may remember them. */
  readonly afterIntact?: true;
  /** Whether any rejection is correct, since a gateway may reject it. */
  readonly anyRefusal?: true;
}

/** The facts of a false way beside its mutation. */
export type More = Partial<Pick<FalseCredentials, 'own' | 'phrase' | 'security' | 'afterIntact' | 'anyRefusal'>>;

/** A false way; the mutation says how it reads. */
export const row = (slug: string, mutation: Mutation, more: More = {}): FalseCredentials => ({
  slug,
  mutation,
  phrase: describe(mutation),
  security: 'credentials',
  ...more,
});
/** An invalid token. */
export const token = (as: TokenForgery, more: More = {}): FalseCredentials =>
  row(as, { mutate: 'token', as }, { security: 'token', ...more });
const jwt = (as: JwtForgery, more: More = {}): FalseCredentials =>
  row(as, { mutate: 'jwt', as }, { security: 'token-signature', ...more });

/** The property that has the token in the response that issues it. */
export function issuedToken(contract: Contract): Member | undefined {
  const operation = issuer(contract);
  const success = operation === undefined ? undefined : answersTo(operation, 'success')[0];
  if (success?.schema === undefined) return undefined;
  return membersOf(success.schema, success.provenance).find(({ role }) => role === 'token');
}

/** The false tokens of a contract: that of its example, and others of the kind that it issues. */
export function falseTokens(contract: Contract): FalseCredentials[] {
  return [...ofTheExample(contract), ...(issuesJwt(contract) ? jwts() : opaqueTokens(contract))];
}

/** Forged JSON Web Tokens, where the contract issues any; how a token is cut is the same for all. */
export function forgedTokens(contract: Contract): FalseCredentials[] {
  return issuesJwt(contract)
    ? jwts().filter(({ slug, mutation }) => mutation.mutate === 'jwt' && slug !== 'token-cut')
    : [];
}

/** The token of the example, which is not valid. */
function ofTheExample(contract: Contract): FalseCredentials[] {
  const example = issuedToken(contract)?.schema.examples?.[0];
  if (typeof example !== 'string' || !/^[\x21-\x7e]+$/.test(example)) return [];
  return [row('token-of-the-example', { mutate: 'token-text', text: example }, { security: 'token' })];
}

/** Values that are not tokens of any kind. */
const words = [
  token('identity-as-token'),
  token('token-null'),
  token('token-number'),
  token('token-of-every-object'),
  // A layer before the API may reject what is odd by its length or its bytes alone.
  token('token-long', { anyRefusal: true }),
  token('token-beyond-ascii', { anyRefusal: true }),
];

function opaqueTokens(contract: Contract): FalseCredentials[] {
  return [
    token('unknown-token'),
    token('token-start-changed'),
    token('token-pattern'),
    token('token-sql', { anyRefusal: true }),
    token('token-changed'),
    token('token-end-changed'),
    token('token-cut'),
    token('token-extended'),
    token('token-doubled', { anyRefusal: true }),
    token('token-halves-swapped'),
    token('token-in-another-case'),
    // The title of a finding says what its first case shows: a part of a token tells more than a word that is one.
    ...(namesUser(contract) ? [token('user-id-as-token')] : []),
    token('token-in-list', { anyRefusal: true }),
    ...words,
  ];
}

/** Secrets that tutorials use, tried as the key of a forged token. */
const guessedKeys = ['', 'secret', 'changeme', 'your-256-bit-secret', 'my_secret_key', 'jwt_secret'];

function jwts(): FalseCredentials[] {
  return [
    token('malformed-token'),
    jwt('signature-changed', { afterIntact: true }),
    jwt('signature-cut'),
    jwt('signature-extended'),
    jwt('signature-in-another-case'),
    jwt('signature-end-changed'),
    jwt('token-cut'),
    ...words,
    jwt('empty-signature'),
    jwt('two-parts'),
    jwt('four-parts'),
    jwt('alg-none', { security: 'token-algorithm' }),
    jwt('alg-none-in-other-case', { security: 'token-algorithm' }),
    jwt('alg-none-in-capitals', { security: 'token-algorithm' }),
    jwt('alg-none-in-mixed-case', { security: 'token-algorithm' }),
    jwt('alg-none-with-signature', { security: 'token-algorithm' }),
    jwt('header-not-json'),
    jwt('payload-not-json'),
    jwt('payload-changed'),
    jwt('payload-of-another-user'),
    jwt('without-alg', { security: 'token-algorithm' }),
    jwt('alg-changed', { security: 'token-algorithm' }),
    jwt('typ-changed'),
    jwt('zero-signature'),
    jwt('zero-signature-in-der'),
    jwt('key-of-nobody', { security: 'token-key' }),
    ...(['key-in-header', 'rsa-key-in-header', 'ec-key-in-header', 'key-of-empty-file', 'key-of-query'] as const).map(
      (as) => jwt(as, { security: 'token-key' }),
    ),
    jwt('white-space', { own: { level: 'standard' } }),
    jwt('guessed-key', { security: 'weak-key' }),
    ...guessedKeys.map((key, index) =>
      row(`guessed-key-${index + 1}`, { mutate: 'jwt-key', key }, { security: 'weak-key' }),
    ),
  ];
}
