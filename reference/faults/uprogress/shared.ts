/** Parts that the faults of a `uprogress` server share: answers, and other readings. */
import type { Answer } from '../../types.ts';
import { uprogressRules } from '../../uprogress.ts';
import type { UprogressRules } from '../../uprogress.ts';
import { faultsOf } from '../fault.ts';
import type { JWTPayload } from 'jose';
import { createHmac } from 'node:crypto';

export const fault = faultsOf('uprogress');
export const blank = "can't be blank";
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
function kept(next: () => string): Partial<UprogressRules> {
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
