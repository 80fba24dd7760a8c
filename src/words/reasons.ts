/** Why requirements were not judged, as people read it: what is missing or failed, then the remedy. */
import type { Reason, ReasonCode } from '../engine/results/reason.ts';
import { roleName, stepName } from './names.ts';
import { capital, clockText, listOf } from './text.ts';

/** A reason in one or two sentences. */
export function reasonText(reason: Reason): string {
  const text = sentences[reason.code];
  return typeof text === 'string' ? text : text(reason);
}

type Sentence = string | ((reason: Reason) => string);

const sentences: Readonly<Record<ReasonCode, Sentence>> = {
  'registration-not-allowed': 'Registration is not allowed. Set TARGET_ALLOW_REGISTER=1.',
  'no-second-account': ({ settings = [] }) =>
    `No second account is configured. Set TARGET_SECOND_USERNAME and TARGET_SECOND_PASSWORD${settings.includes('TARGET_ALLOW_REGISTER') ? ', or TARGET_ALLOW_REGISTER=1' : ''}.`,
  'no-verification-code':
    'No verification code is configured. Set TARGET_VERIFICATION_CODE to the code that the target accepts for every account.',
  'code-names-no-user':
    'The verification request does not name the user, so one code cannot be right for every account.',
  'no-own-username': ({ settings = [] }) =>
    `This login takes another name of the account. Set ${settings.join(' and ')} to it.`,
  'no-client': 'No client is configured. Set TARGET_CLIENT_ID and TARGET_CLIENT_SECRET.',
  'no-limited-client':
    'No client without the group is configured. Set TARGET_LIMITED_CLIENT_ID and TARGET_LIMITED_CLIENT_SECRET.',
  'no-protected-path':
    'No documented operation uses the token. Set TARGET_PROBE_PATH to the path of a request that needs it.',
  'invalid-value-is-configured': ({ role, settings = [] }) =>
    `The ${roleName(role)} that is sent as an invalid one belongs to a configured account. Set ${settings.join(' or ')} to another value.`,
  'no-email-identity': ({ settings = [] }) =>
    `The configured login name is not an email address. Set ${settings.join(' or ')} to an account with one.`,
  'password-too-short': ({ count = 0, settings = [] }) =>
    `The configured password is too short to be searched for in a response. Set ${settings.join(' or ')} to one of at least ${count} characters.`,
  'other-names': "The login name may be another person's. Set TARGET_OTHER_NAMES=1 to try such names.",
  loopback: 'The target is on this machine, where plain HTTP is safe.',
  'not-https': 'Requests go over plain HTTP. Set TARGET_URL to an https: URL.',
  'no-cookie': 'The response that issued the token set no cookie.',
  'no-url-can-carry': 'A URL cannot carry this value.',
  'mutation-not-possible':
    'The account or its token has nothing to change in this way, such as a dot or an "@" in the name.',
  'mutation-changes-nothing': 'This mutation would leave the request as it is.',
  'form-body': 'The body is sent as a form, which cannot contain JSON.',
  'json-body':
    'The body is sent as JSON (TARGET_BODY=json), for which this mutation is not defined. Set TARGET_BODY=form.',
  'plaintext-signature':
    'A PLAINTEXT signature does not cover the request. Set TARGET_SIGNATURE_METHOD to another method.',
  'default-port': 'The target uses the default port of its scheme.',
  'no-optional-parameter': 'The request has no optional parameter.',
  'token-too-short': 'The token has fewer than 8 characters.',
  'no-user-id': 'No response of the session has the id of its user.',
  'no-session-id': 'No response of the session has its id.',
  'no-key': ({ settings = [] }) => `No key is configured. Set ${settings.join(' and ')}.`,
  'no-expiry': 'The token carries no expiry.',
  'leeway-not-waited': ({ seconds = 0, count = 0 }) =>
    `The token expires after ${seconds} s, and the target may accept it somewhat longer (RFC 7519 section 4.1.4). Set TARGET_MAX_WAIT_SECONDS to ${count} or more.`,
  'no-shared-key': 'The token is signed without a shared key.',
  'lives-too-long': ({ seconds = 0, count = 0 }) =>
    `The token is valid for ${seconds} s. Set TARGET_MAX_WAIT_SECONDS to ${count} or more to wait for its expiry.`,
  'lives-too-short': ({ seconds = 0 }) => `The token is valid for ${seconds} s only.`,
  'no-wait-allowed': ({ seconds = 0 }) =>
    `This check has to wait while a token lives. Set TARGET_MAX_WAIT_SECONDS to ${seconds} to allow that.`,
  unreachable: ({ text = '' }) => `The target cannot be reached: ${text}`,
  overloaded: ({ seconds = 0, ...reason }) =>
    `${capital(requestText(reason))} responds ${responseText(reason)} and asks to wait ${seconds} s (Retry-After). Set TARGET_MAX_REQUESTS_PER_SECOND or TARGET_MAX_LOGINS_PER_MINUTE to the rate that it allows.`,
  throttled: (reason) =>
    `${capital(requestText(reason))} responds ${responseText(reason)}, which tells of a limit and not of the request. If it is a rate, set TARGET_MAX_REQUESTS_PER_SECOND or TARGET_MAX_LOGINS_PER_MINUTE to it.`,
  'too-busy': ({ since, count = 0, settings = [], ...more }) =>
    `The target has refused ${requestText(more)} ${count} times in a row since ${clock(since)}, because it was asked too often. The run sends no more requests there. Set ${settings.join(' or ')} to the rate that it allows.`,
  unanswered: ({ since, count = 0, settings = [], ...more }) =>
    `${requestText(more)} has not answered ${count} requests in a row since ${clock(since)}. The run sends no more requests there. Set ${settings.join(' or ')} to more if it needs longer.`,
  away: ({ since, count = 0, settings = [] }) =>
    `The target has not been reachable for ${count} requests in a row since ${clock(since)}. The run sends no more requests. Start the target again, or correct ${settings.join(' or ')}.`,
  'enough-requests': ({ count = 0 }) => `The run has sent ${count} requests, as many as its plan allows.`,
  'account-lost': ({ account = 'configured', since, settings: _, ...reason }) =>
    `The target accepted the login of ${accounts[account]} until ${clock(since)} and rejects it since: ${requestText(reason)} responds ${responseText(reason)}. It seems to have restarted, or to have lost the account.`,
  'not-confirmed': (reason) =>
    `The target refuses the login of new accounts, with another answer than that to an invalid login: ${requestText(reason)} responds ${responseText(reason)}. A person may have to confirm them first.`,
  'target-gone': ({ since, ...reason }) =>
    `The target has not responded since ${clock(since)}${reason.path === undefined ? '' : `, after ${requestText(reason)} was sent`}.`,
  'locked-out': ({ account = 'configured', count = 0 }) =>
    `The target has locked out ${accounts[account]}: it rejects the correct password after ${count} invalid ${count === 1 ? 'login' : 'logins'} of this run. The harness does not log in with it any more.`,
  'account-rejected': ({ account = 'configured', settings = [], ...reason }) =>
    `The target rejects the login of ${accounts[account]}: ${requestText(reason)} responds ${responseText(reason)}. Check ${listOf(settings, 'and')}.`,
  redirected: ({ location = '', ...reason }) => {
    const url = baseOf(location, reason.path ?? '');
    const remedy = url === undefined ? remedyFor(location, reason.path ?? '') : `Set TARGET_URL to ${url}`;
    return `The target redirects ${requestText(reason)} to ${location}. ${remedy}.`;
  },
  'not-accepted': (reason) => prerequisite(reason, 'accepted'),
  'not-rejected': (reason) => prerequisite(reason, 'rejected'),
  'not-sent': ({ step }) =>
    step === undefined ? 'The request that shows it was not sent.' : `${capital(stepName(step))} could not be sent.`,
  'no-response': ({ step = '' }) => `${capital(stepName(step))} got no response.`,
  'no-token': ({ step }) =>
    step === undefined ? 'A response has no token.' : `The response to ${stepName(step)} has no token.`,
  'no-token-secret': ({ step = '' }) => `The response to ${stepName(step)} has no token secret.`,
  'cookie-not-sent': ({ step = '' }) =>
    `A client does not send the cookie of ${stepName(step)} with this request: domain, path or prefix of the cookie forbid it.`,
  'token-unprintable': ({ step = '' }) => `The token of ${stepName(step)} has characters that a header cannot carry.`,
  'token-too-long': ({ step = '', count = 0 }) =>
    `The response to ${stepName(step)} has a token or a secret of ${count} characters, which is more than the harness sends.`,
  'token-secret-half-character': ({ step = '' }) =>
    `The token secret of ${stepName(step)} contains half of a character.`,
  'no-jwt': ({ step = '' }) => `The response to ${stepName(step)} has no JSON Web Token.`,
  'no-value': ({ role }) => `A response has no ${roleName(role)} as documented.`,
  'not-json': 'The response is not JSON.',
  'no-object': ({ pointer = '' }) => `The response has no object at ${pointer === '' ? 'its top' : pointer}.`,
  'wrong-type': ({ pointer = '' }) => `The value at ${pointer} does not have the documented type.`,
  'invalid-login-accepted': ({ step = '' }) =>
    `${capital(stepName(step))} was accepted, although the login is invalid.`,
  'control-differs': 'The control request violates the contract too, in another way.',
  'control-without-token': 'The response to the control request has no token either.',
  documented: ({ text = '' }) => text,
  'optional-property': ({ pointer = '' }) => `The response has no ${pointer}, which is optional.`,
  'optional-body': 'The response has no body, which is optional.',
  'optional-value': ({ role }) => `The response has no ${roleName(role)}, which is optional.`,
  'empty-list': ({ pointer = '' }) => `The list at ${pointer === '' ? 'the top' : pointer} is empty.`,
  'undocumented-property': ({ status = 0 }) => `A success with ${status} has no such property.`,
  'header-not-due': ({ status = 0 }) => `The status is ${status}, which does not require this header.`,
  'identity-is-alias': 'Responses do not contain the login name; the contract does not require it.',
  'signer-broken': ({ text = '' }) => `The signer of this harness fails its self-test: ${text}`,
  'internal-error': ({ text = '' }) => `The harness failed: ${text}`,
};

const accounts = {
  configured: 'the configured account',
  second: 'the second account',
  'invalid-login': 'the account for invalid logins',
} as const;

/** The base URL that a redirect of a path leads to; undefined where it leads to something else. */
function baseOf(location: string, path: string): string | undefined {
  return location.endsWith(path) && path !== '' ? location.slice(0, -path.length) : undefined;
}

/** The path to write if that of the contract is another one: no URL of a target adds a slash to it. */
function remedyFor(location: string, path: string): string {
  return location.endsWith(`${path}/`) && path !== ''
    ? 'Write the path with its last slash in the contract, or in its overlay'
    : 'Check TARGET_URL';
}

/** The time of day, in UTC. */
function clock(time = ''): string {
  return `${time.slice(11, 19)} UTC`;
}

/** A step that had to have an outcome before others could be judged. */
function prerequisite(reason: Reason, outcome: string): string {
  return `${requestText(reason)} has to be ${outcome} before this can be judged, and got ${responseText(reason)}.`;
}

function requestText({ step = '', method, path }: Reason): string {
  return method === undefined || path === undefined ? stepName(step) : `${method} ${path}`;
}

/** A response as a reason shows it. */
function responseText({ status, text, location, ahead }: Reason): string {
  if (status === undefined) return `no response${text === undefined ? '' : ` (${text})`}`;
  const to = location === undefined ? '' : `, Location: ${location}`;
  return `${status}${text === undefined ? '' : ` with ${text}`}${to}${clockText(ahead)}`;
}
