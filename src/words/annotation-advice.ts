/** Advice on annotations and settings for a smoke run that does not pass. */
import type { Flow } from '../contract/model.ts';
import { flowNames } from './flows.ts';

/** A case of a smoke run that did not pass. */
export interface SmokeOutcome {
  readonly flow: Flow;
  /** The last part of the case's id, such as `success`. */
  readonly name: string;
  /** The place at which the response differs, as a JSON Pointer; empty for the whole of it. */
  readonly pointer: string;
  readonly kind?: string;
  readonly code?: string;
  readonly status?: number;
  readonly reasonCode?: string;
}

/** The advice for a contract whose tokens turn out to be JSON Web Tokens. */
export function jwtAdvice(api: string): string {
  return `${api}: The target issues JSON Web Tokens, which the document does not say. Write "bearerFormat: JWT" on the security scheme, or "format: jwt" on the token, and forged tokens are tested too.`;
}

/** The advice of one case, in a sentence or two; undefined if that of the login says it already. */
export function annotationAdvice(outcome: SmokeOutcome): string | undefined {
  const { flow, name, pointer, kind, status, reasonCode } = outcome;
  const subject = `${flowNames[flow]} (@smoke)`;
  if (reasonCode === 'unreachable') return `${subject}: The target cannot be reached. Correct TARGET_URL.`;
  if (reasonCode === 'account-rejected')
    return flow === 'login' && name === 'success'
      ? `${subject}: If the settings are right, correct "identity" and "password" in the x-roles of the login's request.`
      : undefined;
  if (reasonCode === 'no-token')
    return `${subject}: The response to the login has no token. Correct "token" in the x-roles of the login's response.`;
  if (reasonCode !== undefined && flow === 'register') return `${subject}: It is rejected. ${remedyOf(flow)}`;
  if (reasonCode !== undefined) return `${subject}: It could not be judged. Correct what the login needs first.`;
  if (name === 'wrong-password' && kind === 'accepted')
    return `${subject}: A wrong password was accepted. Correct "password" in the x-roles of the request, or give x-flow: login to another operation.`;
  if (name === 'without-credentials' && kind === 'accepted')
    return `${subject}: A request without credentials was accepted. Correct the security of the operation, or give x-flow: ${flow} to another operation.`;
  if (name === 'then-login')
    return `${subject}: The login of a registered account is rejected. If accounts wait for a verification, write "x-when: unverified" on that response of the login, or leave TARGET_ALLOW_REGISTER unset. Else correct "identity" in the x-roles of the registration: the login takes the same name.`;
  if (pointer !== '')
    return `${subject}: The response differs from its schema at ${pointer}. Correct the x-roles of the response if they lead there by mistake.`;
  if (status === 404 || status === 405)
    return `${subject}: The target responds ${status}. Correct TARGET_URL: the path of the document is added to it.`;
  if (name === 'wrong-password' && status !== undefined && status < 300)
    return `${subject}: The target responds ${status}. If the body says that it is a failure, write two alternatives (see "Failures with the status of a success" in docs/contracts.md).`;
  if (name === 'success') return `${subject}: The target responds ${status ?? 'with nothing'}. ${remedyOf(flow)}`;
  return `${subject}: The target responds ${status ?? 'with nothing'}. Name this response in x-when if it is right.`;
}

const remedies: Readonly<Partial<Record<Flow, string>>> = {
  login:
    'Correct TARGET_USERNAME and TARGET_PASSWORD, or "identity" and "password" in the x-roles of the login\'s request.',
  register:
    'Write what the target accepts into x-values, also for members that are not required; one that has to be unique has the role "nickname".',
  'token-info':
    'Correct "token" in the x-roles of the login\'s response, or the security scheme by which the token is sent.',
  logout: 'Correct "token" in the x-roles of the login\'s response, or the security scheme by which the token is sent.',
};

function remedyOf(flow: Flow): string {
  return remedies[flow] ?? `Correct what its request sends, or give x-flow: ${flow} to another operation.`;
}
