/** Invalid logins: near misses of password and identity, and those of other accounts. */
import { answersTo, operationOf, parameterOf } from '../../contract/model.ts';
import type { Contract, Level, Operation, Parameter, Provenance } from '../../contract/model.ts';
import {
  accepted,
  at,
  makeCase,
  negative,
  provenanceOf,
  requirement,
  scenario,
  setRole,
  setUnknown,
  step,
  withinSession,
} from '../build.ts';
import type { Scenario } from '../model.ts';
import type { Mutation } from '../mutations/registry.ts';
import type { TextEdit } from '../mutations/texts.ts';
import { examplePasswords } from './examples.ts';
import { user } from './lifecycle/story.ts';
import { eachInARow, inARow } from './in-a-row.ts';
import { forgivenTyping, nearMisses } from './near-misses.ts';
import { isAddress } from '../values.ts';
import {
  defaultAccount as defaultAccountPhrase,
  defaultPassword,
  mutatedIdentity,
  mutatedPassword,
  omittedInSession,
  passwordPhrases,
  passwordStatements,
} from '../../words/statements/passwords.ts';
import { responds } from '../../words/statements/responses.ts';
import { interpretations } from '../../words/interpretations.ts';

const passwordEdits: readonly [TextEdit, string][] = [
  ['cut', 'cut'],
  ['extended', 'extended'],
  ['without-first', 'end'],
  ['first-changed', 'first-character-changed'],
  ['last-changed', 'last-character-changed'],
  ['swap-case', 'in-another-case'],
  ['space-before', 'after-space'],
  ['space-after', 'before-space'],
  ['space-inside', 'around-space'],
];

/** Near misses of the correct password, and passwords and identities of other accounts. */
export function falsePasswords(contract: Contract, operation: Operation): Scenario[] {
  const provenance = provenanceOf(operation, 'wrong-password');
  const password = parameterOf(operation, 'password');
  const identity = parameterOf(operation, 'identity');
  if (operation.flow !== 'login' || provenance === undefined || password === undefined || identity === undefined)
    return [];
  const about = {
    provenance: at('implied', provenance),
    family: 'credentials',
    security: 'password',
    defectKey: 'password',
  } as const;
  return [
    ...passwordEdits.map(([by, slug]) =>
      negative(contract, operation, {
        ...about,
        provenance: { ...about.provenance, ...forgivenTyping[by] },
        slug: `password-${slug}`,
        phrase: mutatedPassword(by),
        mutations: setRole(operation, 'password', { of: 'account', part: 'password', by }),
      }),
    ),
    negative(contract, operation, {
      ...about,
      slug: 'password-of-another-account',
      phrase: passwordPhrases['password-of-another-account'],
      mutations: setRole(operation, 'password', { of: 'second', part: 'password' }),
    }),
    negative(contract, operation, {
      ...about,
      slug: 'password-is-identity',
      phrase: passwordPhrases['password-is-identity'],
      mutations: setRole(operation, 'password', { of: 'account', part: 'identity' }),
    }),
    negative(contract, operation, {
      ...about,
      slug: 'password-beyond-ascii',
      phrase: passwordPhrases['password-beyond-ascii'],
      mutations: setRole(operation, 'password', { literal: 'Wröng-Pässwørd-9🙂' }),
    }),
    negative(contract, operation, {
      ...about,
      security: 'injection',
      slug: 'identity-sql',
      phrase: passwordPhrases['identity-sql'],
      mutations: setRole(operation, 'identity', { literal: "' OR '1'='1' -- " }),
    }),
    negative(contract, operation, {
      ...about,
      security: 'injection',
      slug: 'identity-sql-comment',
      phrase: passwordPhrases['identity-sql-comment'],
      mutations: [
        ...setRole(operation, 'identity', {
          of: 'account',
          part: 'identity',
          by: 'sql-comment-after',
        }),
        ...setUnknown(operation, 'password'),
      ],
    }),
    negative(contract, operation, {
      ...about,
      security: 'injection',
      slug: 'password-sql',
      phrase: passwordPhrases['password-sql'],
      mutations: setRole(operation, 'password', { literal: "' OR '1'='1' -- " }),
    }),
    ...identityEdits(identity).map(([by, slug, level = 'implied']) =>
      negative(contract, operation, {
        ...about,
        provenance: at(level, provenance),
        slug: `identity-${slug}`,
        phrase: mutatedIdentity(by),
        mutations: setRole(operation, 'identity', { of: 'account', part: 'identity', by }),
      }),
    ),
    ...nearMisses(contract, operation),
    negative(contract, operation, {
      ...about,
      slug: 'identity-and-password-swapped',
      phrase: passwordPhrases['identity-and-password-swapped'],
      mutations: [
        ...setRole(operation, 'identity', { of: 'account', part: 'password' }),
        ...setRole(operation, 'password', { of: 'account', part: 'identity' }),
      ],
    }),
    defaultAccount(contract, operation, identity, about.provenance),
    ...examplePasswords(contract, operation, provenance),
    defaultPasswords(contract, operation, about.provenance),
    ...inSession(contract, operation),
    ...repeatedly(contract, operation),
    negative(contract, operation, {
      ...about,
      slug: 'identity-of-another-account',
      phrase: passwordPhrases['identity-of-another-account'],
      mutations: setRole(operation, 'identity', { of: 'second', part: 'identity' }),
    }),
    inARow(contract, operation, {
      slug: 'wrong-password-of-another-account',
      statement: responds(answersTo(operation, 'wrong-password'), passwordPhrases['wrong-password-of-another-account']),
      provenance: about.provenance,
      defectKey: 'password',
      as: 'second',
      situation: 'wrong-password',
      attempts: [['flawed', setUnknown(operation, 'password')]],
    }),
    ...longPassword(contract, operation),
  ];
}

/** Default accounts of installations. */
function defaultAccount(contract: Contract, login: Operation, identity: Parameter, provenance: Provenance): Scenario {
  const name = isAddress(identity) ? 'admin@example.com' : 'admin';
  return eachInARow(contract, login, {
    provenance,
    defectKey: 'user',
    security: 'default-accounts',
    attempts: ['admin', 'password'].map((password) => ({
      slug: password === 'admin' ? 'default-account' : `default-account-with-${password}`,
      phrase: defaultAccountPhrase(name, password),
      mutations: [
        ...setRole(login, 'identity', { literal: name }),
        ...setRole(login, 'password', { literal: password }),
      ],
    })),
  });
}

/** Master passwords, left from development or for support. */
function defaultPasswords(contract: Contract, login: Operation, provenance: Provenance): Scenario {
  return eachInARow(contract, login, {
    provenance,
    defectKey: 'password',
    attempts: ['password', '123456', 'admin'].map((literal) => ({
      slug: literal === 'password' ? 'default-passwords' : `default-password-${literal}`,
      phrase: defaultPassword(literal),
      mutations: setRole(login, 'password', { literal }),
    })),
  });
}

/** A login with a session still requires the password. */
function inSession(contract: Contract, login: Operation): Scenario[] {
  const provenance = provenanceOf(login, 'wrong-password');
  const use = user(contract);
  const within = use?.security === undefined ? undefined : withinSession(login, use);
  if (within === undefined || provenance === undefined) return [];
  const password = parameterOf(login, 'password')?.name ?? '';
  const ways: [slug: string, statement: string, mutations: Mutation[], defectKey: string][] = [
    [
      'wrong-password-in-session',
      passwordStatements['wrong-password-in-session'],
      setUnknown(login, 'password'),
      'password',
    ],
    [
      `without-${password}-in-session`,
      omittedInSession(password),
      [{ mutate: 'omit', parameter: password }],
      `parameter:${password}`,
    ],
  ];
  return ways.map(([slug, statement, mutations, defectKey]) => {
    const about = requirement(contract, login, slug, statement, at('implied', provenance), { security: 'password' });
    return makeCase(
      login,
      'credentials',
      [
        accepted('login', login),
        step('flawed', login, 'account', {
          session: 'login',
          mutations: [...within, ...mutations],
        }),
        accepted('control', login),
      ],
      [{ requirement: about, expect: { kind: 'rejected', step: 'flawed' }, defectKey }],
    );
  });
}

/** Near misses of the identity. A name that is not an address may be one of several aliases. */
function identityEdits(parameter: Parameter): [TextEdit, slug: string, level?: Level][] {
  return [
    ['cut', 'cut'],
    ['extended', 'extended'],
    ['percent-second', 'pattern'],
    ['any-pattern', 'any-pattern'],
    ['star-end', 'wild-card'],
    ['letter-for-dot', 'letter-for-dot'],
    ...(isAddress(parameter) ? [['up-to-at', 'without-domain'] as [TextEdit, string]] : []),
    // Some keep mail to a tag and mail without one for the same person's.
    ['plus-tag', 'with-plus-tag', 'advice'],
  ];
}

/** Repeated invalid logins remain invalid; more than three may lock an account. */
function repeatedly(contract: Contract, operation: Operation): Scenario[] {
  const ways = [
    ['password', 'wrong-password'],
    ['identity', 'unknown-user'],
  ] as const;
  return ways.flatMap(([role, situation]) => {
    const provenance = provenanceOf(operation, situation);
    if (provenance === undefined) return [];
    const mutations = setUnknown(operation, role);
    return [
      inARow(contract, operation, {
        slug: `${situation}-repeatedly`,
        statement: passwordStatements[`${situation}-repeatedly`],
        provenance: at('implied', provenance),
        defectKey: role === 'password' ? 'password' : 'user',
        situation,
        attempts: ['first', 'second', 'third'].map((id) => [id, mutations]),
      }),
    ];
  });
}

/** Hash functions that look at the first 72 bytes only accept whatever comes after them. */
function longPassword(contract: Contract, login: Operation): Scenario[] {
  const register = operationOf(contract, 'register');
  if (register === undefined) return [];
  const head = 'q7Xw2zT9'.repeat(9);
  const password = (operation: Operation, literal: string) => setRole(operation, 'password', { literal });
  return [
    scenario(contract, login, 'password-beyond-72-bytes', passwordStatements, {
      family: 'credentials',
      level: 'advice',
      source: 'OWASP Password Storage Cheat Sheet',
      reading: interpretations.bcrypt,
      security: 'password',
      defectKey: 'password-length',
      steps: [
        step('registered', register, 'generated1', {
          mutations: password(register, `${head}firstEnd`),
          require: 'accepted',
          ifUnmet: 'not-testable',
        }),
        step('flawed', login, 'generated1', { mutations: password(login, `${head}otherEnd`) }),
        accepted('control', login, 'generated1', { mutations: password(login, `${head}firstEnd`) }),
      ],
      expect: { kind: 'rejected', step: 'flawed' },
    }),
  ];
}
