/** The credentials of a step: what its session has, and what is configured. */
import { answersTo, carriesSession } from '../contract/model.ts';
import type { Contract, SecurityScheme } from '../contract/model.ts';
import { returnsRole } from '../contract/members.ts';
import type { Step } from '../plan/model.ts';
import type { Credentials } from '../plan/mutations/entry.ts';
import type { Account, Target } from '../settings/target.ts';
import type { Scene } from './context.ts';
import { keptSession } from './observe/kept-session.ts';
import type { KeptRole } from './observe/kept-session.ts';
import { longestToken } from './observe/observation.ts';
import type { Observation } from './observe/observation.ts';
import type { Reason } from './results/reason.ts';

/** A step needs a value of an earlier one that has none. */
export class Unavailable extends Error {
  readonly verdict: 'blocked' | 'error' | 'not-testable';
  readonly reason: Reason;
  constructor(reason: Reason, verdict: Unavailable['verdict'] = 'blocked') {
    super(reason.code);
    this.reason = reason;
    this.verdict = verdict;
  }
}

/**
 * The credentials for one scheme of a request.
 * @param url where the request goes, which decides about cookies
 * @throws Unavailable when the session does not have them, or a key is not configured
 */
export function credentialsOf(
  step: Step,
  scheme: SecurityScheme | undefined,
  url: string,
  { target, masker, contract }: Scene,
  exchanges: ReadonlyMap<string, Observation>,
  account: Account,
): Credentials {
  for (const secret of [target.client?.secret, target.limitedClient?.secret, ...Object.values(target.keys)])
    masker.learn(secret);
  const issuing = exchanges.get(step.session ?? '');
  const session = issuing?.session;
  const token = valueFor(scheme, url, issuing, target);
  const tokenSecret = session?.tokenSecret;
  const refreshToken = issuing === undefined ? undefined : keptSession(issuing).value('refresh-token', url);
  const otherToken = valueFor(scheme, url, exchanges.get(step.otherSession ?? ''), target);
  if (scheme?.value?.startsWith('TARGET_') === true && token === undefined)
    throw new Unavailable({ code: 'no-key', settings: [scheme.value] });
  const isNeeded = step.session !== undefined && (scheme === undefined || carriesSession(scheme));
  const reason =
    (isNeeded && token === undefined ? missing(scheme, session !== undefined) : undefined) ??
    unusable(token, issuing) ??
    tooLong([token, tokenSecret, session?.token, refreshToken, otherToken]);
  if (reason !== undefined) throw new Unavailable({ ...reason, step: step.session ?? '' }, step.ifUnmet);
  // A user of Basic sends the account of the step, unless a session has another.
  const named = scheme?.template.includes('{identity}') === true ? account : undefined;
  return {
    token,
    tokenSecret,
    accessToken: session?.token,
    refreshToken,
    otherToken,
    identity: issuing?.identity ?? named?.identity,
    password: issuing?.password ?? named?.password,
    cookie: session?.cookie,
    otherCookies: otherCookies(scheme, url, issuing, contract),
    userId: userIdOf(issuing, url),
    clientId: target.client?.id,
    clientSecret: target.client?.secret,
    guessedKeys: target.guessedKeys,
  };
}

/** The value that a scheme writes as {token}. */
function valueFor(
  scheme: SecurityScheme | undefined,
  url: string,
  issuing: Observation | undefined,
  { keys }: Target,
): string | undefined {
  const { value } = scheme ?? {};
  if (value?.startsWith('TARGET_') === true) return keys[value];
  if (issuing === undefined) return undefined;
  if (value !== undefined) return keptSession(issuing).value(value as KeptRole, url);
  return scheme?.in === 'cookie' ? keptSession(issuing).cookies.value(scheme.parameter, url) : issuing.session?.token;
}

function missing(scheme: SecurityScheme | undefined, hasSession: boolean): Reason {
  if (scheme?.value !== undefined) return { code: 'no-value', role: scheme.value as KeptRole };
  return { code: hasSession ? 'cookie-not-sent' : 'no-token' };
}

/** Why no request can carry the token of a session, or be signed with its secret. */
function unusable(token: string | undefined, issuing: Observation | undefined): Reason | undefined {
  const tokenSecret = issuing?.session?.tokenSecret;
  if (token !== undefined && /[^\x20-\x7e]/.test(token)) return { code: 'token-unprintable' };
  if (tokenSecret !== undefined && /\p{Surrogate}/u.test(tokenSecret)) return { code: 'token-secret-half-character' };
  if (issuing !== undefined && tokenSecret === undefined && returnsRole(issuing.operation, 'token-secret'))
    return { code: 'no-token-secret' };
  return undefined;
}

function tooLong(values: readonly (string | undefined)[]): Reason | undefined {
  const count = values.map((value) => value?.length ?? 0).find((length) => length > longestToken);
  return count === undefined ? undefined : { code: 'token-too-long', count };
}

/** The id of the user of a session, as a response said it, or the subject of its JSON Web Token. */
export function userIdOf(issuing: Observation | undefined, url: string): string | undefined {
  if (issuing === undefined) return undefined;
  const subject = issuing.session?.claims?.['sub'];
  return keptSession(issuing).value('user-id', url) ?? (typeof subject === 'string' ? subject : undefined);
}

/** The other cookies of a session, and whether each has a CSRF token. */
function otherCookies(
  scheme: SecurityScheme | undefined,
  url: string,
  issuing: Observation | undefined,
  { operations }: Contract,
): Credentials['otherCookies'] {
  const usesCookie = scheme?.in === 'cookie' || scheme?.value === 'csrf-token';
  if (!usesCookie || issuing === undefined) return [];
  const placed = operations.flatMap((each) => answersTo(each, 'success').flatMap(({ placed: own = [] }) => own));
  const forCsrf = placed.filter((each) => each.role === 'csrf-token' && each.in === 'cookie').map(({ name }) => name);
  const all = keptSession(issuing)
    .cookies.for(url)
    .filter(([name]) => name !== scheme.parameter || scheme.in !== 'cookie');
  return all.map(([name, value]) => ({ name, value, isForCsrf: forCsrf.includes(name) }));
}
