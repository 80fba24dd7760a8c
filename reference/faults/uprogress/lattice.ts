/** What the faults of a `uprogress` server have in common: requirements that go together, answers, other readings. */
import type { Answer } from '../../types.ts';
import { uprogressRules } from '../../uprogress.ts';
import type { UprogressRules } from '../../uprogress.ts';
import { faultsOf, of } from '../fault.ts';
import type { JWTPayload } from 'jose';
import { createHmac } from 'node:crypto';

export const fault = faultsOf('uprogress');
export const operations = ['login', 'token-info'];
export const blank = "can't be blank";

/** Requests with no token in the header. */
export const tokenless = of(
  'token-info',
  'without-credentials same-connection cookies-instead user-of-a-proxy token-in-cookie empty-credentials token-in-query token-in-body',
);
/** Tokens whose signature is not that of their header and payload. */
export const forged = of(
  'token-info',
  'signature-changed signature-end-changed token-cut signature-cut signature-extended signature-in-another-case empty-signature payload-changed payload-of-another-user',
  'guessed-key-1 guessed-key-2 guessed-key-3 guessed-key-4 guessed-key-5 guessed-key-6 alg-none-with-signature',
  'alg-none alg-none-in-other-case without-alg alg-changed typ-changed zero-signature key-of-nobody key-in-header white-space',
);
export const malformed = of(
  'token-info',
  'malformed-token token-of-the-example identity-as-token token-null token-number token-of-every-object token-long token-beyond-ascii token-in-query-too two-parts four-parts header-not-json payload-not-json',
);
export const wrong = of(
  'login',
  'wrong-password password-of-6 password-cut password-extended password-end password-first-character-changed password-beyond-ascii password-half-a-pair password-of-the-example password-twice default-passwords password-around-space wrong-password-repeatedly wrong-password-of-another-account password-lookalike password-lookalike-of-another-account password-pattern password-part password-derived password-encoded password-cleaned wrong-password-in-session wrong-password-at-once wrong-password-after-logout wrong-password-with-* wrong-password-on-same-connection password-wild-card password-last-character-changed password-in-another-case',
  'password-after-space password-before-space password-of-another-account password-is-identity password-sql',
  'identity-of-another-account password-very-long password-with-nul same-refusal',
);
export const strangers = of(
  'login',
  'unknown-user identity-cut identity-extended identity-pattern identity-wild-card identity-letter-for-dot default-account account-of-the-example email-beyond-ascii email-half-a-pair identity-with-plus-tag unknown-user-repeatedly email-with-nul',
);
export const crash: Answer = { status: 500, body: { error: 'internal error' } };
export const somebody: Answer = {
  status: 200,
  body: {
    current_user: uprogressRules.currentUser({ id: 1231, identity: 'kate@example.com', password: '', profile: {} }),
  },
};
export const issued = { token: 'eyJhbGciOiJIUzI1NiJ9.eyJpZCI6MX0.c2lnbmF0dXJl' };

export const json = (part: string | undefined): unknown => {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};
export const claimsOf = (token: string): JWTPayload => {
  const claims = json(token.split('.')[1]);
  if (typeof claims !== 'object' || claims === null) throw new Error('no claims');
  return claims as JWTPayload;
};
/** A server that also takes a token for genuine when a condition holds. */
export const also = (
  holds: (header: string, payload: string, signature: string, key: Uint8Array, parts: readonly string[]) => boolean,
): Partial<UprogressRules> => ({
  readToken: async (token, key, now) => {
    const parts = token.split('.');
    const [header = '', payload = '', signature = ''] = parts;
    return holds(header, payload, signature, key, parts) ? claimsOf(token) : uprogressRules.readToken(token, key, now);
  },
});
export const sign = (input: string, key: Uint8Array | string): string =>
  createHmac('sha256', key).update(input).digest('base64url');
export const algOf = (header: string): string => {
  const value = json(header) as { alg?: unknown } | undefined;
  return typeof value?.alg === 'string' ? value.alg : '';
};
export const showing = (
  change: (user: Record<string, unknown>) => Record<string, unknown>,
): Partial<UprogressRules> => ({
  currentUser: (account) => change(uprogressRules.currentUser(account)),
});
export const claiming = (change: (claims: JWTPayload, now: number) => JWTPayload): Partial<UprogressRules> => ({
  tokenClaims: (account, now) => change(uprogressRules.tokenClaims(account, now), now),
});
export const hour = 3600;
export const expiring = (claims: JWTPayload, now: number): JWTPayload => ({
  ...claims,
  exp: Math.floor(now / 1000) + hour,
});
export const messages = (field: string, from: string, to: string): Partial<UprogressRules> => ({
  invalid: (errors) =>
    uprogressRules.invalid({
      ...errors,
      ...(errors[field] === undefined ? {} : { [field]: errors[field].map((each) => (each === from ? to : each)) }),
    }),
});

/** Tokens that are kept, as of a server without JSON Web Tokens. */
export function kept(next: () => string): Partial<UprogressRules> {
  const sessions = new Map<string, JWTPayload>();
  return {
    signToken: (claims) => {
      const token = next();
      sessions.set(token, claims);
      return Promise.resolve(token);
    },
    readToken: (token) => {
      const claims = sessions.get(token);
      return claims === undefined ? Promise.reject(new Error('unknown')) : Promise.resolve(claims);
    },
  };
}

export function opaque(): () => Partial<UprogressRules> {
  return () => kept(() => Array.from({ length: 4 }, () => Math.random().toString(36).slice(2, 10)).join(''));
}

export function counted(): () => Partial<UprogressRules> {
  return () => {
    let count = 1_000_000;
    return kept(() => `session-of-user-${(count += 1)}`);
  };
}

export function lenient(token: string, key: Uint8Array): Promise<JWTPayload> {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const genuine =
    token.split('.').length === 3 && signature === sign(`${header}.${payload}`, key) && algOf(header) === 'HS256';
  return genuine ? Promise.resolve(token).then(claimsOf) : Promise.reject(new Error('not genuine'));
}
