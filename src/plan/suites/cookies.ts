/** Session cookies: their attributes, fixation, and two cookies of one name. */
import type { Contract, Operation } from '../../contract/model.ts';
import { at, issuer, makeCase, requirement, step } from '../build.ts';
import type { Claim } from '../build.ts';
import type { Scenario } from '../model.ts';
import { user } from './lifecycle/story.ts';
import { cookiePhrases, cookieStatements } from '../../words/statements/cookies.ts';
import { noServerError } from '../../words/statements/responses.ts';
import { headerValues, interpretations } from '../../words/interpretations.ts';

export function cookies(contract: Contract): Scenario[] {
  const use = user(contract);
  const login = issuer(contract);
  if (use?.security?.in !== 'cookie' || login === undefined) return [];
  return [
    attributes(contract, login, use.security.parameter),
    ...(login.security === undefined && login.flow === 'login' ? [fixed(contract, login, use)] : []),
    twice(contract, login, use),
  ];
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
  return makeCase(
    login,
    'hardening',
    [step('login', login, 'account', { require: 'accepted' })],
    [
      ...wanted.map(([slug, pattern, rule, security]): Claim => ({
        requirement: requirement(
          contract,
          login,
          slug,
          cookieStatements[slug],
          { level: 'advice', source: `OWASP ASVS 5.0 ${rule}` },
          { security },
        ),
        expect: {
          kind: 'header',
          step: 'login',
          name: 'Set-Cookie',
          cookie,
          required: true,
          schema: { type: 'string', pattern: anyCase(pattern), description: headerValues[slug] },
          ...(slug === 'cookie-secure' || slug === 'cookie-host' ? { onHttps: true } : {}),
        },
      })),
      {
        requirement: requirement(
          contract,
          login,
          'cookie-domain',
          cookieStatements['cookie-domain'],
          { level: 'advice', source: 'OWASP ASVS 5.0 3.3.3' },
          { security: 'cookie-host' },
        ),
        expect: {
          kind: 'header',
          step: 'login',
          name: 'Set-Cookie',
          cookie,
          required: true,
          schema: {
            type: 'string',
            not: { pattern: anyCase(';\\s*domain=') },
            description: headerValues['cookie-domain'],
          },
        },
      },
      {
        requirement: requirement(
          contract,
          login,
          'cookie-lifetime',
          cookieStatements['cookie-lifetime'],
          { level: 'advice', source: 'RFC 6265bis section 5.5' },
          { security: 'cookie-lifetime' },
        ),
        expect: { kind: 'cookie-lifetime', step: 'login', cookie, days: longestLife },
      },
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
function fixed(contract: Contract, login: Operation, use: Operation): Scenario {
  const planted = { session: 'first', mutations: [{ mutate: 'token', as: 'unknown-token' }] } as const;
  return makeCase(
    login,
    'lifecycle',
    [
      step('first', login, 'account', { require: 'accepted' }),
      step('login', login, 'account', {
        ...planted,
        mutations: [{ mutate: 'credentials-of', operation: use.id }, ...planted.mutations],
        require: 'accepted',
        ifUnmet: 'not-testable',
      }),
      step('planted', use, 'account', planted),
    ],
    [
      {
        requirement: requirement(
          contract,
          login,
          'cookie-fixed',
          cookieStatements['cookie-fixed'],
          { level: 'standard', source: 'OWASP ASVS 5.0 7.2.4' },
          { security: 'session-fixation' },
        ),
        expect: { kind: 'rejected', step: 'planted' },
        defectKey: 'session-fixed',
      },
    ],
  );
}

/** Servers read the first or the last of two cookies; both are right. */
function twice(contract: Contract, login: Operation, use: Operation): Scenario {
  const phrase = cookiePhrases.twice;
  return makeCase(
    use,
    'credentials',
    [
      step('login', login, 'account', { require: 'accepted' }),
      step('twice', use, 'account', { session: 'login', mutations: [{ mutate: 'credentials', as: 'cookie-twice' }] }),
    ],
    [
      {
        requirement: requirement(
          contract,
          use,
          'cookie-twice',
          noServerError(phrase),
          at('implied', use.provenance, { reading: interpretations.serverError }),
          { request: phrase, security: 'unhandled-error' },
        ),
        expect: { kind: 'no-server-error', step: 'twice' },
      },
    ],
  );
}
