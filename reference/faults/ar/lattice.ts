/** What the faults of a `ar` server have in common: requirements that go together, answers, other readings. */
import { arRules } from '../../ar.ts';
import type { ArRules } from '../../ar.ts';
import { signatureOf } from '../../oauth1-signature.ts';
import type { SignedRequest } from '../../oauth1-signature.ts';
import { sameText } from '../../secrets.ts';
import type { Answer } from '../../types.ts';
import { faultsOf, of } from '../fault.ts';

export const fault = faultsOf('ar');
export const operations = ['login', 'register'];
export const both = (...names: string[]): string[] => operations.flatMap((each) => of(each, ...names));

/** What is refused because of its signature alone. */
export const signatures = both(
  'unknown-client wrong-client-secret wrong-secret-on-same-connection empty-client-secret wrong-token-secret body-changed parameter-added query-added',
  'signed-for-another-path signed-for-another-method signature-changed',
  'mislabelled-signature-method plaintext-label signed-for-another-operation',
  'optional-parameter-added parameter-repeated signature-end-changed signature-in-another-case secret-of-another-client',
  'token-secret-checked signature-extended signature-cut body-unsigned',
)
  .filter((each) => !each.endsWith('/unknown-client'))
  .concat(of('login', 'client-id-as-secret secret-in-lower-case beginning-of-secret signed-for-another-host'));
export const wrong = of(
  'login',
  'wrong-password password-cut password-extended password-end password-first-character-changed password-beyond-ascii password-half-a-pair password-of-the-example password-twice default-passwords password-around-space wrong-password-repeatedly wrong-password-of-another-account password-lookalike password-lookalike-of-another-account password-pattern password-part password-derived password-encoded password-cleaned wrong-password-in-session wrong-password-at-once wrong-password-after-logout wrong-password-with-* wrong-password-in-other-media-types wrong-password-on-same-connection password-wild-card password-last-character-changed password-in-another-case',
  'password-after-space password-before-space password-of-another-account password-is-identity password-of-newest-account password-sql',
  'identity-of-another-account password-beyond-72-bytes password-very-long password-with-nul',
).concat(of('register', 'wrong-password duplicate-leaves-first similar-password long-password-end'));
export const strangers = of(
  'login',
  'unknown-user email-beyond-ascii email-half-a-pair identity-without-domain identity-cut identity-extended identity-pattern identity-any-pattern identity-wild-card identity-letter-for-dot identity-and-password-swapped default-account account-of-the-example identity-with-plus-tag unknown-user-repeatedly identity-sql identity-sql-comment email-very-long email-with-nul',
).concat(
  of(
    'register',
    'unauthenticated-leaves-nothing unconfirmed-leaves-nothing unauthorized-leaves-nothing without-first_name-leaves-nothing',
  ),
);
export const crash: Answer = { status: 500, body: { success: false, error: 'out of order' } };
export const token = { oauth_token: 'pWJq2mQGv0aQ0Z1n7yNH', oauth_token_secret: 'aZ0q9sLk3JmVn4TtY6Rr' };
export const issued: Answer = { status: 200, body: { success: true, data: { api_token: token } } };

/** A server that also takes a signature for genuine that was made of another reading of the request. */
export const also = (...readings: ((request: SignedRequest) => SignedRequest)[]): Partial<ArRules> => ({
  verifySignature: (request, signature) =>
    [request, ...readings.map((read) => read(request))].some((each) => sameText(signatureOf(each) ?? '', signature)),
});
export const without = (request: SignedRequest, ...names: string[]): SignedRequest => ({
  ...request,
  body: request.body.filter(([name]) => !names.includes(name)),
});
/** A server that cannot verify what a character in the body does to a signature. */
export const unable = (...texts: string[]): Partial<ArRules> => ({
  verifySignature: (request, signature) =>
    arRules.verifySignature(request, signature) &&
    !request.body.some(([, value]) => texts.some((text) => value.includes(text))),
});
export const issuing = (change: (body: unknown, password: string) => unknown): Partial<ArRules> => {
  const answer: ArRules['loginAnswer'] = (session) => {
    const made = arRules.loginAnswer(session);
    return { ...made, body: change(made.body, session.account?.password ?? '') };
  };
  return { loginAnswer: answer, registerAnswer: answer };
};

export function withOtherSecret(...[session]: Parameters<ArRules['loginAnswer']>): Answer {
  return arRules.loginAnswer({ ...session, secret: token.oauth_token_secret });
}

export function bySha1(label: string): ArRules['verifySignature'] {
  return (request, signature) =>
    arRules.verifySignature(
      request.signatureMethod === label ? { ...request, signatureMethod: 'HMAC-SHA1' } : request,
      signature,
    );
}

export function lastNameNeeded(): Partial<ArRules> {
  return {
    optionalValid: (name, value) =>
      name === 'last_name' && (value === undefined || value === '') ? false : arRules.optionalValid(name, value),
  };
}
