/** Faults that an `ar` server could have. */
import { arRules } from '../ar.ts';
import type { ArRules } from '../ar.ts';
import { signatureOf, type SignedRequest } from '../oauth1-signature.ts';
import { sameText } from '../secrets.ts';
import type { Answer } from '../types.ts';
import { faultsOf, of } from './fault.ts';
import { registrationFaults } from './registrations.ts';
import { guessableTokens, replacing } from './sessions.ts';
import { identityFaults, passwordFaults, serverFaults, typeFaults } from './shared.ts';

const shape = { identity: 'email', json: false, registers: true };
const fault = faultsOf('ar');
const operations = ['login', 'register'];
const both = (...names: string[]): string[] => operations.flatMap((each) => of(each, ...names));

/** What is refused because of its signature alone. */
const signatures = both(
  'unknown-client wrong-client-secret empty-client-secret wrong-token-secret body-changed parameter-added query-added',
  'signed-for-another-path signed-for-another-method signature-changed',
  'mislabelled-signature-method plaintext-label signed-for-another-operation',
  'optional-parameter-added parameter-repeated signature-end-changed signature-in-another-case secret-of-another-client',
  'token-secret-checked',
).filter((each) => !each.endsWith('/unknown-client'));
const wrong = of(
  'login',
  'wrong-password password-cut password-extended password-last-character-changed password-in-another-case',
  'password-after-space password-before-space password-of-another-account password-is-identity password-sql',
  'identity-of-another-account password-beyond-72-bytes password-very-long password-with-nul',
).concat(of('register', 'wrong-password duplicate-leaves-first'));
const strangers = of('login', 'unknown-user identity-cut identity-extended email-very-long email-with-nul');
const crash: Answer = { status: 500, body: { success: false, error: 'out of order' } };
const token = { oauth_token: 'pWJq2mQGv0aQ0Z1n7yNH', oauth_token_secret: 'aZ0q9sLk3JmVn4TtY6Rr' };
const issued: Answer = { status: 200, body: { success: true, data: { api_token: token } } };

/** A server that also takes a signature for genuine that was made of another reading of the request. */
const also = (...readings: ((request: SignedRequest) => SignedRequest)[]): Partial<ArRules> => ({
  verifySignature: (request, signature) =>
    [request, ...readings.map((read) => read(request))].some((each) => sameText(signatureOf(each) ?? '', signature)),
});
const without = (request: SignedRequest, ...names: string[]): SignedRequest => ({
  ...request,
  body: request.body.filter(([name]) => !names.includes(name)),
});
/** A server that cannot verify what a character in the body does to a signature. */
const unable = (...texts: string[]): Partial<ArRules> => ({
  verifySignature: (request, signature) =>
    arRules.verifySignature(request, signature) &&
    !request.body.some(([, value]) => texts.some((text) => value.includes(text))),
});
const issuing = (change: (body: unknown, password: string) => unknown): Partial<ArRules> => {
  const answer: ArRules['loginAnswer'] = (session) => {
    const made = arRules.loginAnswer(session);
    return { ...made, body: change(made.body, session.account?.password ?? '') };
  };
  return { loginAnswer: answer, registerAnswer: answer };
};

export const arFaults = [
  ...[
    ...passwordFaults(shape),
    ...identityFaults(shape),
    ...typeFaults(shape, arRules.textOf),
    ...serverFaults(
      operations.map((each) => `${each}/*`),
      operations,
    ),
    ...guessableTokens(['login']),
    ...registrationFaults,
  ].map(([id, sentence, breaks, rules, more]) => fault(id, sentence, breaks, rules, more)),

  fault('signature-unverified', 'verifies no signature', signatures, { verifySignature: () => true }),
  fault(
    'unsigned',
    'answers unsigned requests',
    both('unsigned status-of-refusal'),
    { unsigned: issued },
    { blocks: both('refusal-media-type') },
  ),
  fault('unsigned-400', 'answers an unsigned request with 400', both('status-of-refusal'), {
    unsigned: { status: 400, body: { success: false } },
  }),
  fault(
    'unsigned-crashes',
    'fails with 500 on an unsigned request',
    both('unsigned status-of-refusal'),
    { unsigned: crash },
    { blocks: ['register/refusal-media-type'] },
  ),
  fault(
    'malformed-crashes',
    'fails with 500 on protocol parameters that it cannot use',
    both(
      'empty-signature no-signature unknown-signature-method duplicate-nonce-parameter version-2 no-timestamp no-nonce no-signature-method',
    ),
    { malformed: () => crash },
  ),
  fault(
    'unverified-crashes',
    'fails with 500 on a signature that is wrong',
    [
      ...signatures,
      ...both('unknown-client nonce-reused old-timestamp timestamp-text'),
      ...of('login', 'replayed signature-of-earlier-request'),
    ],
    { unverified: () => crash },
  ),
  fault('signature-optional', 'accepts protocol parameters without a signature', both('empty-signature no-signature'), {
    protocolParameters: (method) => arRules.protocolParameters(method).filter((name) => name !== 'oauth_signature'),
    verifySignature: (request, signature) => signature === '' || arRules.verifySignature(request, signature),
  }),
  fault(
    'body-unsigned',
    'does not look at the values of the body for a signature',
    both('body-changed'),
    also((request) => ({ ...request, body: request.body.map(([name, value]) => [name, `${value}x`]) })),
  ),
  fault(
    'extra-body-unsigned',
    'leaves parameters that it does not know out of a signature',
    both('parameter-added'),
    also((request) => without(request, 'note')),
  ),
  fault(
    'optional-body-unsigned',
    'leaves optional parameters out of a signature',
    both('optional-parameter-added'),
    also(
      (request) => without(request, 'last_name'),
      (request) => without(request, 'application'),
      (request) => without(request, 'weight'),
    ),
  ),
  fault(
    'repeats-unsigned',
    'takes repeated parameters once for a signature',
    both('parameter-repeated'),
    also((request) => ({
      ...request,
      body: request.body.filter(([name], index, all) => all.findIndex(([each]) => each === name) === index),
    })),
  ),
  fault(
    'query-unsigned',
    'leaves the query out of a signature',
    both('query-added'),
    also((request) => ({ ...request, query: [] })),
  ),
  fault(
    'path-unsigned',
    'does not look at the path for a signature',
    both('signed-for-another-path signed-for-another-operation'),
    also(
      ...['/session/login', '/session/register']
        .flatMap((path) => [path, `${path}/other`])
        .map((path) => (request: SignedRequest) => ({ ...request, url: new URL(path, request.url) })),
    ),
  ),
  fault(
    'method-unsigned',
    'does not look at the method for a signature',
    both('signed-for-another-method'),
    also((request) => ({ ...request, method: 'GET' })),
  ),
  fault(
    'token-secret-unsigned',
    'does not look at the token secret for a signature',
    both('wrong-token-secret token-secret-checked'),
    also((request) => ({ ...request, tokenSecret: `${request.tokenSecret}x` })),
  ),
  fault(
    'client-secret-unsigned',
    'does not look at the end of the client secret',
    both('wrong-client-secret'),
    also((request) => ({ ...request, clientSecret: `${request.clientSecret}x` })),
  ),
  fault(
    'client-secret-empty',
    'accepts a signature without a client secret',
    both('empty-client-secret'),
    also((request) => ({ ...request, clientSecret: '' })),
  ),
  fault('signature-tail', 'does not compare the first character of a signature', both('signature-changed'), {
    verifySignature: (request, signature) => sameText((signatureOf(request) ?? '').slice(1), signature.slice(1)),
  }),
  fault('signature-any-case', 'compares signatures without regard to case', both('signature-in-another-case'), {
    verifySignature: (request, signature) =>
      sameText((signatureOf(request) ?? '').toLowerCase(), signature.toLowerCase()),
  }),
  fault('signature-head', 'does not compare the end of a signature', both('signature-end-changed'), {
    verifySignature: (request, signature) =>
      signature.length > 20 && sameText((signatureOf(request) ?? '').slice(0, 20), signature.slice(0, 20)),
  }),
  fault('client-unknown', 'takes an unknown client for its own', both('unknown-client'), {
    clientMatches: (stored, given) => stored === given || given.startsWith('unknown-'),
  }),
  fault('method-unknown', 'takes an unknown signature method for HMAC-SHA1', both('unknown-signature-method'), {
    signatureMethods: [...arRules.signatureMethods, 'HMAC-MD4'],
    verifySignature: bySha1('HMAC-MD4'),
  }),
  fault('method-mislabelled', 'takes HMAC-SHA256 for HMAC-SHA1', both('mislabelled-signature-method'), {
    verifySignature: bySha1('HMAC-SHA256'),
  }),
  fault('method-plaintext', 'takes PLAINTEXT for HMAC-SHA1', both('plaintext-label'), {
    verifySignature: bySha1('PLAINTEXT'),
  }),
  fault('method-optional', 'takes a request without a signature method for HMAC-SHA1', both('no-signature-method'), {
    protocolParameters: (method) =>
      arRules.protocolParameters(method).filter((name) => name !== 'oauth_signature_method'),
    signatureMethods: [...arRules.signatureMethods, ''],
    verifySignature: bySha1(''),
  }),
  fault('nonce-ignored', 'does not look at the nonce', [...both('nonce-reused'), 'login/replayed'], {
    nonceSeen: () => false,
  }),
  fault('timestamp-ignored', 'does not look at the timestamp', both('old-timestamp timestamp-text'), {
    timestampAccepted: () => true,
  }),
  fault('timestamp-week', 'accepts timestamps of a week ago', both('old-timestamp'), {
    timestampAccepted: (timestamp, now) => Number(timestamp) > now / 1000 - 604_800,
  }),
  fault('timestamp-optional', 'accepts requests without a timestamp', both('no-timestamp'), {
    protocolParameters: (method) => arRules.protocolParameters(method).filter((name) => name !== 'oauth_timestamp'),
  }),
  fault('nonce-optional', 'accepts requests without a nonce', both('no-nonce'), {
    protocolParameters: (method) => arRules.protocolParameters(method).filter((name) => name !== 'oauth_nonce'),
  }),
  fault('version-any', 'accepts any version of OAuth', both('version-2'), { versionAccepted: () => true }),
  fault('version-needed', 'wants the version of OAuth', of('register', 'without-version'), {
    versionAccepted: (version) => version === '1.0',
  }),
  fault('repeats-accepted', 'accepts repeated protocol parameters', both('duplicate-nonce-parameter'), {
    repeatsAllowed: true,
  }),
  fault('groups-ignored-at-login', 'lets any client log users in', of('login', 'limited-client'), {
    loginAllowed: () => true,
  }),
  fault('groups-ignored-at-register', 'lets any client register users', of('register', 'limited-client'), {
    registerAllowed: () => true,
  }),
  fault('groups-crash', 'fails with 500 where a client lacks a group', both('limited-client'), {
    notAuthorized: crash,
  }),
  fault(
    'space-unsigned',
    'does not encode a space for a signature',
    [...of('register', 'signed-space signed-ampersand signed-percent signed-non-ascii signed-emoji')],
    unable(' '),
  ),
  fault('tilde-unsigned', 'encodes a tilde for a signature', of('register', 'signed-tilde'), unable('~')),
  fault(
    'asterisk-unsigned',
    'does not encode an asterisk for a signature',
    of('register', 'signed-asterisk'),
    unable('*'),
  ),
  fault('plus-unsigned', 'takes a plus sign for a space', of('register', 'signed-plus'), unable('+')),
  fault('percent-unsigned', 'decodes a percent sign twice', of('register', 'signed-percent'), unable('%')),
  fault(
    'ampersand-unsigned',
    'does not encode an ampersand for a signature',
    of('register', 'signed-ampersand'),
    unable('&'),
  ),
  fault(
    'non-ascii-unsigned',
    'encodes letters beyond ASCII in Latin-1',
    of('register', 'signed-non-ascii'),
    unable('ë'),
  ),
  fault('emoji-unsigned', 'encodes each half of a surrogate pair', of('register', 'signed-emoji'), unable('🙂')),

  fault(
    'email-optional',
    'logs the first user in when the address is missing',
    of('login', 'without-email blank-email email-array email-object'),
    { loginRequired: ['password'], identityMatches: (stored, given) => given === '' || stored === given },
  ),
  fault(
    'password-optional',
    'logs a user in whose password is missing',
    of('login', 'without-password blank-password password-array password-object'),
    { loginRequired: ['email'], passwordMatches: (stored, given) => given === '' || stored === given },
  ),
  fault(
    'missing-crashes',
    'fails with 500 when a parameter is missing',
    [
      ...both(
        'without-email blank-email email-array email-object without-password blank-password password-array password-object',
      ),
      ...of('register', 'without-password_confirm without-first_name blank-first_name'),
    ],
    { missingParameter: () => crash },
  ),
  fault('register-without-email', 'registers users without an address', of('register', 'without-email blank-email'), {
    registerRequired: ['password', 'password_confirm', 'first_name'],
    duplicateAllowed: ({ identity }) => identity === '',
  }),
  fault(
    'register-without-password',
    'registers users without a password',
    of('register', 'without-password blank-password'),
    {
      registerRequired: ['email', 'first_name'],
      confirmationMatches: (password, confirmation) => password === '' || password === confirmation,
    },
  ),
  fault(
    'register-without-confirmation',
    'registers users whose password is not confirmed',
    of('register', 'without-password_confirm'),
    {
      registerRequired: ['email', 'password', 'first_name'],
      confirmationMatches: (password, confirmation) => confirmation === '' || password === confirmation,
    },
  ),
  fault(
    'register-without-name',
    'registers users without a name',
    of('register', 'without-first_name blank-first_name'),
    { registerRequired: ['email', 'password', 'password_confirm'] },
  ),
  fault(
    'confirmation-ignored',
    'does not look at the confirmation',
    of('register', 'password_confirm-differs password_confirm-cut password_confirm-in-another-case'),
    { confirmationMatches: () => true },
  ),
  fault(
    'confirmation-any-case',
    'compares the confirmation without regard to case',
    of('register', 'password_confirm-in-another-case'),
    { confirmationMatches: (a, b) => a.toLowerCase() === b.toLowerCase() },
  ),
  fault(
    'confirmation-prefix',
    'accepts the beginning of a password for its confirmation',
    of('register', 'password_confirm-cut'),
    { confirmationMatches: (a, b) => b.length > 7 && a.startsWith(b) },
  ),
  fault('weight-any', 'accepts any weight', of('register', 'text-weight'), { optionalValid: () => true }),
  ...['last_name', 'weight', 'sport', 'sex', 'birth_date', 'country'].map((name) =>
    fault(`no-${name.replace('_', '-')}`, `refuses \`${name}\``, of('register', `with-${name} all-optional`), {
      optionalValid: (each, value) =>
        each === name && value !== undefined && value !== '' ? false : arRules.optionalValid(each, value),
    }),
  ),
  fault('last-name-needed', 'refuses a missing last name', of('register', 'success'), lastNameNeeded(), {
    refuses: ['register'],
  }),
  fault('last-name-not-empty', 'refuses an empty last name', of('register', 'empty-last_name'), {
    optionalValid: (name, value) => (name === 'last_name' && value === '' ? false : arRules.optionalValid(name, value)),
  }),
  fault('application-needed', 'refuses a request without `application`', both('without-optional-application'), {
    applicationId: (code) => (code === '' ? undefined : 1),
  }),

  fault(
    'wrong-password-issues',
    'sends a token with its refusal of a wrong password',
    [...wrong, 'login/same-refusal'],
    { wrongPassword: { ...issued, status: 401 } },
  ),
  fault(
    'wrong-password-crashes',
    'fails with 500 on a wrong password',
    [...wrong, 'login/same-refusal'],
    { wrongPassword: crash },
    { blocks: ['login/refusal-media-type'] },
  ),
  fault('unknown-user-issues', 'logs a user in that it does not know', [...strangers, 'login/same-refusal'], {
    unknownUser: issued,
  }),
  fault('tells-users', 'answers an unknown user otherwise than a wrong password', of('login', 'same-refusal'), {
    unknownUser: { status: 404, body: { success: false, error: 'There is no such user.' } },
  }),
  fault(
    'duplicate-crashes',
    'fails with 500 on a duplicate',
    of('register', 'duplicate-account duplicate-with-same-password'),
    { duplicate: crash },
  ),
  fault('cacheable', 'lets caches keep its tokens', both('no-store'), { credentialHeaders: {} }),
  fault(
    'password-back',
    'sends the password back',
    both('no-password'),
    issuing((body, password) => ({ ...(body as object), password })),
  ),
  fault(
    'success-as-text',
    'writes `success` as text',
    both('answer/success'),
    issuing((body) => ({ ...(body as object), success: 'true' })),
  ),
  fault('token-shared', 'gives the same token to everybody', both('users-apart'), {
    newToken: () => token.oauth_token,
    keepSession: replacing,
  }),
  fault(
    'tokens-dead',
    'issues tokens that do not work',
    both('token-signs'),
    { keepSession: (_sessions, session) => session },
    { blocks: both('token-secret-checked') },
  ),
  fault(
    'token-secrets-other',
    'issues another token secret than it keeps',
    both('token-signs'),
    { loginAnswer: withOtherSecret, registerAnswer: withOtherSecret },
    { blocks: both('token-secret-checked') },
  ),
  fault(
    'login-by-rate',
    'refuses a second login within 5 seconds',
    of('login', 'second-login'),
    (clock) => {
      let last = 0;
      return {
        loginAnswer: (session) => {
          const early = clock.now() - last < 5000;
          last = clock.now();
          return early ? { status: 429, body: { success: false } } : arRules.loginAnswer(session);
        },
      };
    },
    { refuses: ['login'] },
  ),
];

function withOtherSecret(...[session]: Parameters<ArRules['loginAnswer']>): Answer {
  return arRules.loginAnswer({ ...session, secret: token.oauth_token_secret });
}

function bySha1(label: string): ArRules['verifySignature'] {
  return (request, signature) =>
    arRules.verifySignature(
      request.signatureMethod === label ? { ...request, signatureMethod: 'HMAC-SHA1' } : request,
      signature,
    );
}

function lastNameNeeded(): Partial<ArRules> {
  return {
    optionalValid: (name, value) =>
      name === 'last_name' && (value === undefined || value === '') ? false : arRules.optionalValid(name, value),
  };
}
