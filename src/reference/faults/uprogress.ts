/** Faults that a `uprogress` server could have. */
import { createHmac } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { Answer } from '../types.ts';
import { uprogressRules } from '../uprogress.ts';
import type { UprogressRules } from '../uprogress.ts';
import { faultsOf, of } from './fault.ts';
import { identityFaults, passwordFaults, serverFaults, typeFaults } from './shared.ts';

const shape = { identity: 'email', json: true, registers: false };
const fault = faultsOf('uprogress');
const operations = ['login', 'token-info'];
const blank = "can't be blank";

/** Requests with no token in the header. */
const tokenless = of('token-info', 'without-credentials empty-credentials token-in-query token-in-body');
/** Tokens whose signature is not that of their header and payload. */
const forged = of(
  'token-info',
  'signature-changed signature-cut signature-extended signature-in-another-case empty-signature payload-changed payload-of-another-user',
  'guessed-key-1 guessed-key-2 guessed-key-3 guessed-key-4 guessed-key-5 guessed-key-6 alg-none-with-signature',
  'alg-none alg-none-in-other-case',
);
const malformed = of('token-info', 'malformed-token two-parts four-parts header-not-json payload-not-json');
const wrong = of(
  'login',
  'wrong-password password-of-6 password-cut password-extended password-last-character-changed password-in-another-case',
  'password-after-space password-before-space password-of-another-account password-is-identity password-sql',
  'identity-of-another-account password-very-long password-with-nul same-refusal',
);
const strangers = of('login', 'unknown-user identity-cut identity-extended email-with-nul same-refusal');
const crash: Answer = { status: 500, body: { error: 'internal error' } };
const somebody: Answer = {
  status: 200,
  body: {
    current_user: uprogressRules.currentUser({ id: 1231, identity: 'kate@example.com', password: '', profile: {} }),
  },
};
const issued = { token: 'eyJhbGciOiJIUzI1NiJ9.eyJpZCI6MX0.c2lnbmF0dXJl' };

const json = (part: string | undefined): unknown => {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};
const claimsOf = (token: string): JWTPayload => {
  const claims = json(token.split('.')[1]);
  if (typeof claims !== 'object' || claims === null) throw new Error('no claims');
  return claims as JWTPayload;
};
/** A server that also takes a token for genuine when a condition holds. */
const also = (
  holds: (header: string, payload: string, signature: string, key: Uint8Array, parts: readonly string[]) => boolean,
): Partial<UprogressRules> => ({
  readToken: async (token, key, now) => {
    const parts = token.split('.');
    const [header = '', payload = '', signature = ''] = parts;
    return holds(header, payload, signature, key, parts) ? claimsOf(token) : uprogressRules.readToken(token, key, now);
  },
});
const sign = (input: string, key: Uint8Array | string): string =>
  createHmac('sha256', key).update(input).digest('base64url');
const algOf = (header: string): string => {
  const value = json(header) as { alg?: unknown } | undefined;
  return typeof value?.alg === 'string' ? value.alg : '';
};
const showing = (change: (user: Record<string, unknown>) => Record<string, unknown>): Partial<UprogressRules> => ({
  currentUser: (account) => change(uprogressRules.currentUser(account)),
});
const claiming = (change: (claims: JWTPayload, now: number) => JWTPayload): Partial<UprogressRules> => ({
  tokenClaims: (account, now) => change(uprogressRules.tokenClaims(account, now), now),
});
const hour = 3600;
const expiring = (claims: JWTPayload, now: number): JWTPayload => ({ ...claims, exp: Math.floor(now / 1000) + hour });
const messages = (field: string, from: string, to: string): Partial<UprogressRules> => ({
  invalid: (errors) =>
    uprogressRules.invalid({
      ...errors,
      ...(errors[field] === undefined ? {} : { [field]: errors[field].map((each) => (each === from ? to : each)) }),
    }),
});

export const uprogressFaults = [
  ...[
    ...passwordFaults(shape),
    ...identityFaults(shape),
    ...typeFaults(shape, uprogressRules.textOf),
    ...serverFaults(
      operations.map((each) => `${each}/*`),
      operations,
    ),
  ]
    // Refusals have to be JSON here, so that a page is another fault than one of labels.
    .filter(([id]) => id !== 'refusals-unlabelled')
    .map(([id, sentence, breaks, rules, more]) => fault(id, sentence, breaks, rules, more)),

  fault('wrong-password-issues', 'sends a token with its refusal of a wrong password', wrong, {
    wrongPassword: { status: 401, body: { errors: { password: ['does not match'] }, ...issued } },
  }),
  fault(
    'wrong-password-crashes',
    'fails with 500 on a wrong password',
    wrong,
    { wrongPassword: crash },
    { blocks: ['login/refusal-media-type'] },
  ),
  fault(
    'wrong-password-flat',
    'answers a wrong password with a list of errors',
    of('login', 'wrong-password password-of-6 same-refusal'),
    { wrongPassword: { status: 401, body: { errors: ['does not match'] } } },
  ),
  fault('wrong-password-short', 'calls a wrong password too short', of('login', 'password-of-6 same-refusal'), {
    wrongPassword: { status: 401, body: { errors: { password: ['is too short (minimum is 6 characters)'] } } },
  }),
  fault('minimum-7', 'wants passwords of 7 characters', of('login', 'password-of-6'), {
    passwordErrors: (password, isBlank) => [
      ...(isBlank ? [blank] : []),
      ...(password.length < 7 ? ['is too short (minimum is 6 characters)'] : []),
    ],
  }),
  fault('minimum-5', 'calls 5 characters long enough', of('login', 'short-password'), {
    passwordErrors: (password, isBlank) => [
      ...(isBlank ? [blank] : []),
      ...(password.length < 5 ? ['is too short (minimum is 6 characters)'] : []),
    ],
  }),
  fault('unknown-user-issues', 'logs a user in that it does not know', strangers, {
    unknownUser: { status: 200, body: issued },
  }),
  fault('unknown-user-crashes', 'fails with 500 on an unknown user', strangers, { unknownUser: crash }),
  fault('tells-users', 'answers an unknown user otherwise than a wrong password', of('login', 'same-refusal'), {
    unknownUser: { status: 404, body: { errors: { email: ['is not known'] } } },
  }),
  fault('email-any', 'takes any text for an e-mail address', of('login', 'malformed-email'), {
    emailErrors: (_email, isBlank) => (isBlank ? [blank] : []),
  }),
  fault(
    'email-blank-invalid',
    'calls a blank e-mail address invalid only',
    of('login', 'without-email blank-email null-email'),
    { emailErrors: (email, isBlank) => uprogressRules.emailErrors(email, isBlank).filter((each) => each !== blank) },
  ),
  fault(
    'email-message',
    'says "must be an e-mail address"',
    of('login', 'malformed-email'),
    messages('email', 'is invalid', 'must be an e-mail address'),
  ),
  fault(
    'blank-message-email',
    'says "is required" of an e-mail address',
    of('login', 'without-email blank-email null-email'),
    messages('email', blank, 'is required'),
  ),
  fault(
    'blank-message-password',
    'says "is required" of a password',
    of('login', 'without-password blank-password null-password'),
    messages('password', blank, 'is required'),
  ),
  fault(
    'blank-message-authorization',
    'says "is required" of an authorization',
    of('login', 'without-authorization blank-authorization null-authorization'),
    messages('authorization', blank, 'is required'),
  ),
  fault(
    'short-message',
    'says "is too short" without the minimum',
    of('login', 'short-password'),
    messages('password', 'is too short (minimum is 6 characters)', 'is too short'),
  ),
  fault(
    'authorization-optional',
    'accepts logins without an authorization',
    of('login', 'without-authorization blank-authorization null-authorization'),
    { authorizationErrors: () => [] },
  ),
  fault(
    'invalid-crashes',
    'fails with 500 on parameters that it cannot use',
    of(
      'login',
      'without-email blank-email null-email malformed-email email-number email-boolean email-array email-object without-password blank-password null-password short-password',
      'password-number password-boolean password-array password-object without-authorization blank-authorization null-authorization malformed-json empty-body array-body string-body email-very-long',
      'user-text user-number user-array authorization-text authorization-number authorization-array',
    ),
    { invalid: () => crash },
  ),
  fault('provider-needed', 'refuses a login without a provider', of('login', 'without-optional-provider'), {
    authorizationErrors: (given, missing) => (missing.length > 0 || given['provider'] === undefined ? [blank] : []),
  }),
  fault('cacheable', 'lets caches keep its tokens', of('login', 'no-store'), { credentialHeaders: {} }),
  fault('password-back', 'sends the password back', of('login', 'no-password'), () => {
    let password = '';
    return {
      tokenClaims: (account, now) => {
        password = account.password;
        return uprogressRules.tokenClaims(account, now);
      },
      loginAnswer: (token) => ({ status: 200, body: { token, password } }),
    };
  }),
  fault(
    'login-by-rate',
    'refuses a second login within 5 seconds',
    of('login', 'second-login'),
    (clock) => {
      let last = 0;
      return {
        loginAnswer: (token) => {
          const early = clock.now() - last < 5000;
          last = clock.now();
          return early ? { status: 429, body: { errors: { base: ['Wait.'] } } } : uprogressRules.loginAnswer(token);
        },
      };
    },
    { refuses: ['login'] },
  ),

  fault('token-opaque', 'issues tokens that are no JSON Web Tokens', ['login/answer/token.jwt'], opaque(), {
    blocks: of('login', 'signed-token token-claims users-apart'),
  }),
  fault(
    'token-of-id',
    'issues tokens that count upwards',
    ['login/answer/token.jwt', 'login/unguessable-token'],
    counted(),
    {
      blocks: of('login', 'signed-token token-claims users-apart'),
    },
  ),
  fault(
    'token-shared',
    'gives the same token to everybody',
    [...of('login', 'users-apart'), ...of('token-info', 'user-ids-apart each-identity')],
    () => {
      let token: string | undefined;
      return { signToken: async (claims, key) => (token ??= await uprogressRules.signToken(claims, key)) };
    },
  ),
  fault(
    'session-of-first',
    'opens every session for the first user',
    of('token-info', 'user-ids-apart each-identity'),
    { ownerOf: (account, accounts) => accounts[0] ?? account },
  ),
  fault(
    'token-unsigned',
    'issues tokens without a signature',
    [...of('login', 'signed-token'), ...forged, ...of('token-info', 'two-parts four-parts header-not-json')],
    {
      signToken: (claims) =>
        Promise.resolve(
          `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`,
        ),
      readToken: (token) => Promise.resolve(token).then(claimsOf),
    },
    { partly: true },
  ),
  fault(
    'token-expired',
    'issues tokens that have expired',
    [...of('login', 'token-claims second-login leaves-other-user'), ...of('token-info', 'success again')],
    claiming((claims, now) => ({ ...claims, exp: Math.floor(now / 1000) - hour })),
    { refuses: ['token-info'] },
  ),
  fault('token-later', 'issues tokens that are valid in an hour', of('login', 'token-claims'), {
    ...claiming((claims, now) => ({ ...claims, nbf: Math.floor(now / 1000) + hour })),
    readToken: (token, key, now) => uprogressRules.readToken(token, key, now + 2 * hour * 1000),
  }),
  fault('token-issued-as-text', 'writes the time of issue as text', of('login', 'token-claims'), {
    tokenClaims: (account, now) => ({
      ...uprogressRules.tokenClaims(account, now),
      iat: new Date(now).toISOString() as unknown as number,
    }),
    readToken: lenient,
  }),
  fault(
    'tokens-dead',
    'issues tokens that do not work',
    [...of('login', 'second-login leaves-other-user'), ...of('token-info', 'success again')],
    { readToken: () => Promise.reject(new Error('never')) },
    { refuses: ['token-info'] },
  ),

  fault(
    'jwt-unverified',
    'decodes tokens without verifying them',
    [...forged, ...of('token-info', 'two-parts four-parts header-not-json')],
    { readToken: (token) => Promise.resolve(token).then(claimsOf) },
  ),
  fault(
    'jwt-none',
    'accepts tokens with `alg` none',
    of('token-info', 'alg-none alg-none-with-signature'),
    also((header) => algOf(header) === 'none'),
  ),
  fault(
    'jwt-none-any-case',
    'refuses `alg` none in lower case only',
    of('token-info', 'alg-none-in-other-case'),
    also((header) => algOf(header) === 'None'),
  ),
  fault(
    'jwt-none-signed',
    'accepts `alg` none with some signature',
    of('token-info', 'alg-none-with-signature'),
    also((header, _, signature) => algOf(header) === 'none' && signature !== ''),
  ),
  fault(
    'jwt-empty-signature',
    'accepts an empty signature',
    of('token-info', 'empty-signature alg-none alg-none-in-other-case'),
    also((_header, _payload, signature, _key, parts) => parts.length === 3 && signature === ''),
  ),
  fault(
    'jwt-two-parts',
    'accepts a token without a signature',
    of('token-info', 'two-parts'),
    also((_header, _payload, _signature, _key, parts) => parts.length === 2),
  ),
  fault(
    'jwt-four-parts',
    'looks at three parts of a token',
    of('token-info', 'four-parts'),
    also(
      (header, payload, signature, key, parts) => parts.length === 4 && signature === sign(`${header}.${payload}`, key),
    ),
  ),
  fault(
    'jwt-signature-cut',
    'accepts the beginning of a signature',
    of('token-info', 'signature-cut'),
    also(
      (header, payload, signature, key, parts) =>
        parts.length === 3 && signature.length > 10 && sign(`${header}.${payload}`, key).startsWith(signature),
    ),
  ),
  fault(
    'jwt-signature-longer',
    'accepts a signature with more behind it',
    of('token-info', 'signature-extended'),
    also(
      (header, payload, signature, key, parts) =>
        parts.length === 3 && signature.startsWith(sign(`${header}.${payload}`, key)),
    ),
  ),
  fault(
    'jwt-signature-any-case',
    'compares signatures without regard to case',
    of('token-info', 'signature-in-another-case'),
    also(
      (header, payload, signature, key, parts) =>
        parts.length === 3 && signature.toLowerCase() === sign(`${header}.${payload}`, key).toLowerCase(),
    ),
  ),
  fault(
    'jwt-signature-tail',
    'does not compare the beginning of a signature',
    of('token-info', 'signature-changed'),
    also(
      (header, payload, signature, key, parts) =>
        parts.length === 3 &&
        signature.length > 40 &&
        signature.slice(3) === sign(`${header}.${payload}`, key).slice(3),
    ),
  ),
  ...['', 'secret', 'changeme', 'your-256-bit-secret', 'my_secret_key', 'jwt_secret'].map((key, index) =>
    fault(
      `jwt-key-${index + 1}`,
      `signs with the key ${JSON.stringify(key)}`,
      of('token-info', `guessed-key-${index + 1}`),
      also((header, payload, signature) => signature === sign(`${header}.${payload}`, key)),
    ),
  ),
  fault(
    'jwt-header-unread',
    'does not read the header of a token',
    of('token-info', 'header-not-json'),
    also((header, _, signature, _key, parts) => parts.length === 3 && signature !== '' && json(header) === undefined),
  ),
  fault(
    'jwt-payload-guess',
    'takes a token whose payload it cannot read for that of the first user',
    of('token-info', 'payload-not-json'),
    {
      readToken: (token, key, now) =>
        token.split('.').length === 3 && json(token.split('.')[1]) === undefined
          ? Promise.resolve({ id: 1231 })
          : uprogressRules.readToken(token, key, now),
    },
  ),
  fault('jwt-anything', 'takes what is no token for that of the first user', of('token-info', 'malformed-token'), {
    readToken: (token, key, now) =>
      token.includes('.') ? uprogressRules.readToken(token, key, now) : Promise.resolve({ id: 1231 }),
  }),
  fault(
    'jwt-id-only',
    'verifies the id in a token only',
    of('token-info', 'payload-changed'),
    also(
      (header, payload, _, _key, parts) =>
        parts.length === 3 &&
        algOf(header) === 'HS256' &&
        (json(payload) as { admin?: unknown } | undefined)?.admin === true,
    ),
  ),
  fault('no-expiry', 'accepts tokens that have expired', of('token-info', 'expired-token'), {
    ...claiming(expiring),
    readToken: (token, key) => uprogressRules.readToken(token, key, 0),
  }),
  fault('expired-403', 'answers an expired token with 403', of('token-info', 'expired-token'), {
    ...claiming(expiring),
    expiredToken: { status: 403, body: { error: 'Authorization token expired' } },
  }),
  fault('expired-message', 'calls an expired token old', of('token-info', 'expired-token'), {
    ...claiming(expiring),
    expiredToken: { status: 401, body: { error: 'Token too old' } },
  }),
  fault(
    'info-of-nobody',
    'answers the first user without a token',
    tokenless,
    { noToken: somebody },
    { blocks: ['token-info/refusal-media-type'] },
  ),
  fault(
    'info-tokenless-crashes',
    'fails with 500 without a token',
    tokenless,
    { noToken: crash },
    { blocks: ['token-info/refusal-media-type'] },
  ),
  fault('info-tokenless-403', 'answers a request without a token with 403', tokenless, {
    noToken: { status: 403, body: { error: 'Authorization token invalid' } },
  }),
  fault('info-invalid-crashes', 'fails with 500 on a token that is not genuine', [...forged, ...malformed], {
    invalidToken: crash,
  }),
  fault('info-invalid-message', 'calls a token that is not genuine wrong', [...forged, ...malformed], {
    invalidToken: { status: 401, body: { error: 'Wrong token' } },
  }),
  fault('token-from-query', 'accepts a token in the query', of('token-info', 'token-in-query'), {
    tokenFrom: (request) =>
      request.headers.get('uprogresstoken') ?? new URL(request.url).searchParams.get('access_token'),
  }),
  fault('user-of-first', 'shows the first user to everybody', of('token-info', 'user-ids-apart each-identity'), {
    accountOf: (_claims, accounts) => accounts[0],
  }),
  fault('user-of-next', 'shows another user', of('token-info', 'own-identity each-identity'), {
    accountOf: (claims, accounts) => accounts.find(({ id }) => id !== claims['id']),
  }),
  fault('user-twice', 'shows another id at every second request', of('token-info', 'again'), () => {
    const asked = new Map<unknown, number>();
    let token = '';
    return {
      tokenFrom: (request) => (token = uprogressRules.tokenFrom(request) ?? ''),
      currentUser: (account) => {
        const before = asked.get(token) ?? 0;
        asked.set(token, before + 1);
        return { ...uprogressRules.currentUser(account), id: account.id + before };
      },
    };
  }),
  fault(
    'id-shared',
    'gives every user the id 1',
    of('token-info', 'user-ids-apart'),
    showing((user) => ({ ...user, id: 1 })),
  ),
  fault(
    'id-as-text',
    'writes ids as text',
    ['token-info/answer/current_user.id'],
    showing((user) => ({ ...user, id: String(user['id']) })),
  ),
  fault(
    'attachment-as-list',
    'writes the attachment as a list',
    ['token-info/answer/current_user.attachment'],
    showing((user) => ({ ...user, attachment: [] })),
  ),
];

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

function opaque(): () => Partial<UprogressRules> {
  return () => kept(() => Array.from({ length: 4 }, () => Math.random().toString(36).slice(2, 10)).join(''));
}

function counted(): () => Partial<UprogressRules> {
  return () => {
    let count = 1_000_000;
    return kept(() => `session-of-user-${(count += 1)}`);
  };
}

function lenient(token: string, key: Uint8Array): Promise<JWTPayload> {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const genuine =
    token.split('.').length === 3 && signature === sign(`${header}.${payload}`, key) && algOf(header) === 'HS256';
  return genuine ? Promise.resolve(token).then(claimsOf) : Promise.reject(new Error('not genuine'));
}
