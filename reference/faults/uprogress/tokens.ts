/** Faults of a `uprogress` server with its tokens. */
import { importJWK, jwtVerify } from 'jose';
import type { JWK } from 'jose';
import { uprogressRules } from '../../uprogress.ts';
import type { StoredAccount } from '../../world.ts';
import { ofOthers } from '../sessions.ts';
import {
  fault,
  json,
  claimsOf,
  also,
  sign,
  algOf,
  claiming,
  hour,
  expiring,
  opaque,
  counted,
  lenient,
} from './shared.ts';

export const tokensFaults = [
  fault('tokens-short-lived', 'takes a token for a second after it was issued', 'login/lasting-token', {
    readToken: async (token, key, now) => {
      const claims = await uprogressRules.readToken(token, key, now);
      if (now / 1000 - (claims.iat ?? 0) > 2) throw new Error('too old');
      return claims;
    },
  }),
  fault(
    'answers-mixed',
    'gives everybody who logs in at the same time the answer to the last of them',
    'login/at-once',
    () => {
      let last: ReturnType<typeof uprogressRules.tokenClaims> = {};
      return {
        tokenClaims: (account, now) => (last = uprogressRules.tokenClaims(account, now)),
        signToken: async (claims, key) => {
          await uprogressRules.signToken(claims, key);
          return uprogressRules.signToken(last, key);
        },
      };
    },
  ),
  fault('token-opaque', 'issues tokens that are no JSON Web Tokens', 'login/answer/token.jwt', opaque()),
  fault('token-of-id', 'issues tokens that count upwards', 'login/unguessable-token', counted()),
  fault('token-shared', 'gives the same token to everybody', 'login/users-apart', () => {
    let token: string | undefined;
    return {
      signToken: async ({ exp: _, ...claims }, key) => (token ??= await uprogressRules.signToken(claims, key)),
    };
  }),
  fault('session-of-first', 'opens every session for the first user', 'token-info/user-ids-apart', {
    ownerOf: (account, accounts) => accounts[0] ?? account,
  }),
  fault('token-unsigned', 'issues tokens without a signature', 'login/signed-token', {
    signToken: (claims) =>
      Promise.resolve(
        `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`,
      ),
    readToken: (token) => Promise.resolve(token).then(claimsOf),
  }),
  fault(
    'token-expired',
    'issues tokens that have expired',
    'login/token-claims',
    claiming((claims, now) => ({ ...claims, exp: Math.floor(now / 1000) - hour })),
  ),
  fault(
    'token-of-others-longer',
    'puts a fourth part behind the tokens of other users than the first',
    'login/another-user',
    ofOthers((isOther) => {
      let isLonger = false;
      return {
        tokenClaims: (account: StoredAccount, now: number) => {
          isLonger = isOther(account);
          return uprogressRules.tokenClaims(account, now);
        },
        loginAnswer: (token: string) => uprogressRules.loginAnswer(isLonger ? `${token}.fourth` : token),
        readToken: (token: string, key: Uint8Array, now: number) =>
          uprogressRules.readToken(token.replace(/\.fourth$/, ''), key, now),
      };
    }),
  ),
  fault(
    'failure-logs-out',
    "ends a user's sessions when somebody gets the password wrong",
    'login/failed-leaves-session',
    () => {
      const issued = new Map<unknown, string>();
      const ended = new Set<unknown>();
      return {
        tokenClaims: (account, now) => {
          const claims = uprogressRules.tokenClaims(account, now);
          issued.set(claims.jti, account.password);
          return claims;
        },
        passwordMatches: (stored, given) => {
          if (stored !== given) for (const [id, password] of issued) if (password === stored) ended.add(id);
          return stored === given;
        },
        accountOf: (claims, accounts) =>
          ended.has(claims.jti) ? undefined : uprogressRules.accountOf(claims, accounts),
      };
    },
  ),
  fault(
    'token-of-the-example',
    "takes the token of the document's example for the one that it issued last",
    'token-info/token-of-the-example',
    () => {
      let last: ReturnType<typeof uprogressRules.tokenClaims> | undefined;
      return {
        tokenClaims: (account, now) => (last = uprogressRules.tokenClaims(account, now)),
        readToken: (token, key, now) =>
          token.endsWith('.B0X5T35HnHJ_2AxoKp6CeiTTq2n_lcoHc5X7hNGdFo0') && last !== undefined
            ? Promise.resolve(last)
            : uprogressRules.readToken(token, key, now),
      };
    },
  ),
  fault('token-later', 'issues tokens that are valid in an hour', 'login/token-claims', {
    ...claiming((claims, now) => ({ ...claims, nbf: Math.floor(now / 1000) + hour })),
    readToken: (token, key, now) => uprogressRules.readToken(token, key, now + 2 * hour * 1000),
  }),
  fault('token-issued-as-text', 'writes the time of issue as text', 'login/token-claims', {
    tokenClaims: (account, now) => ({
      ...uprogressRules.tokenClaims(account, now),
      iat: new Date(now).toISOString() as unknown as number,
    }),
    readToken: lenient,
  }),
  fault('tokens-dead', 'issues tokens that do not work', 'token-info/success', {
    readToken: () => Promise.reject(new Error('never')),
  }),

  fault('jwt-unverified', 'decodes tokens without verifying them', 'token-info/signature-changed', {
    readToken: (token) => Promise.resolve(token).then(claimsOf),
  }),
  fault(
    'jwt-none',
    'accepts tokens with `alg` none',
    'token-info/alg-none',
    also((header) => algOf(header) === 'none'),
  ),
  fault(
    'jwt-none-any-case',
    'refuses `alg` none in lower case only',
    'token-info/alg-none-in-other-case',
    also((header) => algOf(header) === 'None'),
  ),
  ...(['NONE', 'nOnE'] as const).map((alg) =>
    fault(
      `jwt-none-as-${alg === 'NONE' ? 'capitals' : 'mixed-case'}`,
      `accepts tokens with \`alg\` ${alg}`,
      `token-info/alg-none-in-${alg === 'NONE' ? 'capitals' : 'mixed-case'}`,
      also((header) => algOf(header) === alg),
    ),
  ),
  ...(['RS256', 'ES256'] as const).map((alg) =>
    fault(
      `jwt-key-of-header-${alg.toLowerCase()}`,
      `verifies an ${alg} signature with the key that stands in the header`,
      `token-info/${alg === 'RS256' ? 'rsa' : 'ec'}-key-in-header`,
      {
        readToken: async (token, key, now) => {
          const { alg: named, jwk } = (json(token.split('.')[0]) ?? {}) as { alg?: string; jwk?: JWK };
          if (named !== alg || jwk === undefined) return uprogressRules.readToken(token, key, now);
          return (await jwtVerify(token, await importJWK(jwk, alg))).payload;
        },
      },
    ),
  ),
  ...(
    [
      ['file', 'empty-file', '', /dev\/null$/],
      ['query', 'query', 'own', /UNION SELECT 'own/],
    ] as const
  ).map(([what, slug, found, kid]) =>
    fault(
      `jwt-key-of-${what}`,
      `looks for the key in a ${what} that the header names`,
      `token-info/key-of-${slug}`,
      also(
        (header, payload, signature) =>
          kid.test(String((json(header) as { kid?: unknown } | undefined)?.kid)) &&
          signature === sign(`${header}.${payload}`, found),
      ),
    ),
  ),
  fault(
    'jwt-zeros-in-der',
    'accepts the signature of two zeros',
    'token-info/zero-signature-in-der',
    also((_header, _payload, signature) => signature === 'MAYCAQACAQA'),
  ),
  fault('jwt-endless', 'issues tokens without an end', 'login/token-ends', {
    signToken: ({ exp: _, ...claims }, key) => uprogressRules.signToken(claims, key),
  }),
  fault('jwt-well-known-key', 'signs tokens with a word', 'login/unguessable-key', {
    signToken: (claims) => uprogressRules.signToken(claims, Buffer.from('Dragon2024')),
    readToken: (token, _key, now) => uprogressRules.readToken(token, Buffer.from('Dragon2024'), now),
  }),
  fault(
    'jwt-none-signed',
    'accepts `alg` none with some signature',
    'token-info/alg-none-with-signature',
    also((header, _, signature) => algOf(header) === 'none' && signature !== ''),
  ),
  fault(
    'jwt-empty-signature',
    'accepts an empty signature',
    'token-info/empty-signature',
    also((_header, _payload, signature, _key, parts) => parts.length === 3 && signature === ''),
  ),
  fault(
    'jwt-two-parts',
    'accepts a token without a signature',
    'token-info/two-parts',
    also((_header, _payload, _signature, _key, parts) => parts.length === 2),
  ),
  fault(
    'jwt-four-parts',
    'looks at three parts of a token',
    'token-info/four-parts',
    also(
      (header, payload, signature, key, parts) => parts.length === 4 && signature === sign(`${header}.${payload}`, key),
    ),
  ),
  fault(
    'jwt-signature-cut',
    'accepts the beginning of a signature',
    'token-info/signature-cut',
    also(
      (header, payload, signature, key, parts) =>
        parts.length === 3 && signature.length > 10 && sign(`${header}.${payload}`, key).startsWith(signature),
    ),
  ),
  fault(
    'jwt-signature-longer',
    'accepts a signature with more behind it',
    'token-info/signature-extended',
    also(
      (header, payload, signature, key, parts) =>
        parts.length === 3 && signature.startsWith(sign(`${header}.${payload}`, key)),
    ),
  ),
  fault(
    'jwt-signature-any-case',
    'compares signatures without regard to case',
    'token-info/signature-in-another-case',
    also(
      (header, payload, signature, key, parts) =>
        parts.length === 3 && signature.toLowerCase() === sign(`${header}.${payload}`, key).toLowerCase(),
    ),
  ),
  fault(
    'jwt-signature-tail',
    'does not compare the beginning of a signature',
    'token-info/signature-changed',
    also(
      (header, payload, signature, key, parts) =>
        parts.length === 3 &&
        signature.length > 40 &&
        signature.slice(8) === sign(`${header}.${payload}`, key).slice(8),
    ),
  ),
  ...['', 'secret', 'changeme', 'your-256-bit-secret', 'my_secret_key', 'jwt_secret'].map((key, index) =>
    fault(
      `jwt-key-${index + 1}`,
      `signs with the key ${JSON.stringify(key)}`,
      `token-info/guessed-key-${index + 1}`,
      also((header, payload, signature) => signature === sign(`${header}.${payload}`, key)),
    ),
  ),
  fault(
    'jwt-header-unread',
    'does not read the header of a token',
    'token-info/header-not-json',
    also((header, _, signature, _key, parts) => parts.length === 3 && signature !== '' && json(header) === undefined),
  ),
  fault(
    'jwt-payload-guess',
    'takes a token whose payload it cannot read for that of the first user',
    'token-info/payload-not-json',
    {
      readToken: (token, key, now) =>
        token.split('.').length === 3 && json(token.split('.')[1]) === undefined
          ? Promise.resolve({ id: 1231 })
          : uprogressRules.readToken(token, key, now),
    },
  ),
  fault('jwt-anything', 'takes what is no token for that of the first user', 'token-info/malformed-token', {
    readToken: (token, key, now) =>
      token.includes('.') ? uprogressRules.readToken(token, key, now) : Promise.resolve({ id: 1231 }),
  }),
  fault(
    'jwt-id-only',
    'verifies the id in a token only',
    'token-info/payload-changed',
    also(
      (header, payload, _, _key, parts) =>
        parts.length === 3 &&
        algOf(header) === 'HS256' &&
        (json(payload) as { admin?: unknown } | undefined)?.admin === true,
    ),
  ),
  fault('no-expiry', 'accepts tokens that have expired', 'token-info/expired-token', {
    ...claiming(expiring),
    readToken: (token, key) => uprogressRules.readToken(token, key, 0),
  }),
  fault('expired-403', 'answers an expired token with 403', 'token-info/expired-token', {
    ...claiming(expiring),
    expiredToken: { status: 403, body: { error: 'Authorization token expired' } },
  }),
  fault('expired-message', 'calls an expired token old', 'token-info/expired-token', {
    ...claiming(expiring),
    expiredToken: { status: 401, body: { error: 'Token too old' } },
  }),
];
