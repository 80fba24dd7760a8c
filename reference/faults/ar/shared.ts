/** Parts that the faults of a `ar` server share: answers, and other readings. */
import { arRules } from '../../ar.ts';
import type { ArRules } from '../../ar.ts';
import { signatureOf } from '../../oauth1-signature.ts';
import type { SignedRequest } from '../../oauth1-signature.ts';
import { sameText } from '../../secrets.ts';
import type { Answer } from '../../types.ts';
import { faultsOf } from '../fault.ts';

export const fault = faultsOf('ar');
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
