/** Session cookies: their attributes, fixation, and two cookies of one name. */
import { returnsRole } from '../../contract/members.ts';
import { operationOf, parameterOf } from '../../contract/model.ts';
import type { Contract, Operation, Schema } from '../../contract/model.ts';
import {
  accepted,
  acceptedOrUntested,
  at,
  issuer,
  makeCase,
  provenanceOf,
  requirement,
  scenario,
  setUnknown,
  step,
} from '../build.ts';
import type { Claim } from '../build.ts';
import type { Expectation, Scenario, Step } from '../model.ts';
import type { SecurityTopic } from '../security.ts';
import { protectedOperation } from './lifecycle/shared-steps.ts';
import { cookiePhrases, cookieStatements } from '../../words/statements/cookies.ts';
import { noServerError } from '../../words/statements/responses.ts';
import { headerValues, interpretations } from '../../words/interpretations.ts';

export function* cookies(contract: Contract): Generator<Scenario> {
  const use = protectedOperation(contract);
  const login = issuer(contract);
  if (use?.security?.in !== 'cookie' || login === undefined) return;
  yield attributes(contract, login, use.security.parameter);
  if (login.flow === 'login') yield* fixed(contract, login, use);
  if (parameterOf(login, 'password') !== undefined) yield ofRefusal(contract, login, use);
  yield twice(contract, login, use);
}

/** Attributes by slug: what of them a header shows, and the rule. */
const wanted = [
  ['cookie-http-only', ';\\s*httponly', '3.3.4', 'cookie-scripts'],
  ['cookie-same-site', ';\\s*samesite=', '3.3.2', 'cookie-sites'],
  ['cookie-secure', ';\\s*secure', '3.3.1', 'cookie-transport'],
  ['cookie-host', '^__[Hh]ost-', '3.3.3', 'cookie-host'],
] as const;

/** Browsers cut longer lives (RFC 6265bis). */
const longestLife = 400;

function attributes(contract: Contract, login: Operation, cookie: string): Scenario {
  const rule = (
    slug: keyof typeof cookieStatements,
    source: string,
    security: SecurityTopic,
    expect: Expectation,
  ): Claim => ({
    requirement: requirement(contract, login, slug, cookieStatements[slug], { level: 'advice', source }, { security }),
    expect,
  });
  const shown = (schema: Schema, more: { onHttps?: true } = {}): Expectation => ({
    kind: 'header',
    step: 'login',
    name: 'Set-Cookie',
    cookie,
    required: true,
    schema,
    ...more,
  });
  const domain = {
    type: 'string',
    not: { pattern: anyCase(';\\s*domain=') },
    description: headerValues['cookie-domain'],
  };
  return makeCase(
    login,
    'hardening',
    [accepted('login', login)],
    [
      ...wanted.map(([slug, pattern, section, security]) => {
        const schema = { type: 'string', pattern: anyCase(pattern), description: headerValues[slug] };
        const more = slug === 'cookie-secure' || slug === 'cookie-host' ? ({ onHttps: true } as const) : {};
        return rule(slug, `OWASP ASVS 5.0 ${section}`, security, shown(schema, more));
      }),
      rule('cookie-domain', 'OWASP ASVS 5.0 3.3.3', 'cookie-host', shown(domain)),
      rule('cookie-lifetime', 'RFC 6265bis section 5.5', 'cookie-lifetime', {
        kind: 'cookie-lifetime',
        step: 'login',
        cookie,
        days: longestLife,
      }),
    ],
  );
}

/** JSON Schema patterns have no flag for letters of either case. */
function anyCase(pattern: string): string {
  return pattern.startsWith('^')
    ? pattern
    : pattern.replace(/(?<!\\)[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

/** An attacker who plants a cookie in a victim's browser must not have the victim's session afterwards. */
function* fixed(contract: Contract, login: Operation, use: Operation): Generator<Scenario> {
  const before = operationOf(contract, 'before-login');
  const visit = before !== undefined && returnsRole(before, 'token') ? before : undefined;
  // The session of a visit is one that the attacker can have begun.
  if (visit !== undefined)
    yield fixation(contract, login, [
      accepted('visit', visit),
      accepted('login', login, 'account', { session: 'visit' }),
      step('planted', use, 'account', { session: 'visit' }),
      accepted('control', use, 'account', { session: 'login' }),
    ]);
  if (visit !== undefined || login.security !== undefined) return;
  const planted = { session: 'first', mutations: [{ mutate: 'token', as: 'unknown-token' }] } as const;
  yield fixation(contract, login, [
    accepted('first', login),
    acceptedOrUntested('login', login, 'account', {
      ...planted,
      mutations: [{ mutate: 'credentials-of', operation: use.id }, ...planted.mutations],
    }),
    step('planted', use, 'account', planted),
  ]);
}

function fixation(contract: Contract, login: Operation, steps: Step[]): Scenario {
  return scenario(contract, login, 'cookie-fixed', cookieStatements, {
    level: 'standard',
    source: 'OWASP ASVS 5.0 7.2.4',
    defectKey: 'session-fixed',
    security: 'session-fixation',
    steps,
    expect: { kind: 'rejected', step: 'planted' },
  });
}

/** Visitors may have sessions too, but that of a rejected login has no user. */
function ofRefusal(contract: Contract, login: Operation, use: Operation): Scenario {
  return scenario(contract, login, 'cookie-of-refusal', cookieStatements, {
    family: 'credentials',
    provenance: at('implied', provenanceOf(login, 'wrong-password') ?? login.provenance),
    security: 'password',
    defectKey: 'password',
    steps: [
      step('refused', login, 'second', { mutations: setUnknown(login, 'password') }),
      step('used', use, 'second', { session: 'refused', ifUnmet: 'not-testable' }),
      accepted('login', login, 'second'),
      accepted('control', use, 'second', { session: 'login' }),
    ],
    expect: { kind: 'rejected', step: 'used' },
  });
}

/** Servers read the first or the last of two cookies; both are right. */
function twice(contract: Contract, login: Operation, use: Operation): Scenario {
  const phrase = cookiePhrases.twice;
  return scenario(contract, use, 'cookie-twice', noServerError(phrase), {
    family: 'credentials',
    provenance: at('implied', use.provenance, { reading: interpretations.serverError }),
    request: phrase,
    security: 'unhandled-error',
    steps: [
      accepted('login', login),
      step('twice', use, 'account', { session: 'login', mutations: [{ mutate: 'credentials', as: 'cookie-twice' }] }),
    ],
    expect: { kind: 'no-server-error', step: 'twice' },
  });
}
