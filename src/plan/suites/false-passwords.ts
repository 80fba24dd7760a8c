/** Invalid logins: near misses of password and identity, and those of other accounts. */
import { answersTo, operationOf, parameterOf } from '../../contract/model.ts';
import type { Contract, Level, Operation, Parameter, Provenance } from '../../contract/model.ts';
import {
  accepted,
  acceptedOrUntested,
  at,
  provenanceOf,
  scenario,
  setRole,
  setUnknown,
  step,
  withinSession,
} from '../build.ts';
import type { RoleValue } from '../build.ts';
import { negative } from '../negative.ts';
import type { Scenario } from '../model.ts';
import type { Mutation } from '../mutations/registry.ts';
import type { TextEdit } from '../mutations/texts.ts';
import type { SecurityTopic } from '../security.ts';
import { examplePasswords } from './examples.ts';
import { protectedOperation } from './lifecycle/shared-steps.ts';
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
export function* falsePasswords(contract: Contract, operation: Operation): Generator<Scenario> {
  const provenance = provenanceOf(operation, 'wrong-password');
  const named = parameterOf(operation, 'identity');
  if (operation.flow !== 'login' || provenance === undefined) return;
  if (parameterOf(operation, 'password') === undefined) return;
  const about = { provenance: at('implied', provenance), security: 'password', defectKey: 'password' } as const;
  const password = (value: RoleValue): Mutation[] => setRole(operation, 'password', value);
  const identity = (value: RoleValue): Mutation[] => setRole(operation, 'identity', value);
  const refused = (
    slug: keyof typeof passwordPhrases,
    mutations: Mutation[],
    security: SecurityTopic = 'password',
  ): Scenario => negative(contract, operation, { ...about, slug, phrase: passwordPhrases[slug], mutations, security });
  // A login by a password alone has no names to try.
  const ofNames = (...about: Parameters<typeof refused>): Scenario[] =>
    named === undefined ? [] : [refused(...about)];
  for (const [by, slug] of passwordEdits)
    yield negative(contract, operation, {
      ...about,
      provenance: { ...about.provenance, ...forgivenTyping[by] },
      slug: `password-${slug}`,
      phrase: mutatedPassword(by),
      mutations: password({ of: 'account', by }),
    });
  yield refused('password-of-another-account', password({ of: 'second' }));
  yield* ofNames('password-is-identity', password({ of: 'account', part: 'identity' }));
  yield refused('password-beyond-ascii', password({ literal: 'Wröng-Pässwørd-9🙂' }));
  yield* ofNames('identity-sql', identity({ literal: "' OR '1'='1' -- " }), 'injection');
  yield* ofNames(
    'identity-sql-comment',
    [...identity({ of: 'account', by: 'sql-comment-after' }), ...setUnknown(operation, 'password')],
    'injection',
  );
  yield refused('password-sql', password({ literal: "' OR '1'='1' -- " }), 'injection');
  for (const [by, slug, level = 'implied'] of named === undefined ? [] : identityEdits(named))
    yield negative(contract, operation, {
      ...about,
      provenance: at(level, provenance),
      slug: `identity-${slug}`,
      phrase: mutatedIdentity(by),
      mutations: identity({ of: 'account', by }),
    });
  yield* nearMisses(contract, operation);
  yield* ofNames('identity-and-password-swapped', [
    ...identity({ of: 'account', part: 'password' }),
    ...password({ of: 'account', part: 'identity' }),
  ]);
  if (named !== undefined) yield defaultAccount(contract, operation, named, about.provenance);
  yield* examplePasswords(contract, operation, provenance);
  yield defaultPasswords(contract, operation, about.provenance);
  yield* inSession(contract, operation);
  yield* repeatedly(contract, operation);
  yield* ofNames('identity-of-another-account', identity({ of: 'second', part: 'identity' }));
  yield inARow(contract, operation, {
    slug: 'wrong-password-of-another-account',
    statement: responds(answersTo(operation, 'wrong-password'), passwordPhrases['wrong-password-of-another-account']),
    provenance: about.provenance,
    defectKey: 'password',
    as: 'second',
    situation: 'wrong-password',
    attempts: [['flawed', setUnknown(operation, 'password')]],
  });
  yield* longPassword(contract, operation);
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

/** A login with a session still requires the password; with a cookie, a server may go on with the session, although it should not. */
function* inSession(contract: Contract, login: Operation): Generator<Scenario> {
  const provenance = provenanceOf(login, 'wrong-password');
  const use = protectedOperation(contract);
  const within = use?.security === undefined ? undefined : withinSession(login, use);
  if (within === undefined || provenance === undefined) return;
  const isKept = use?.security?.in === 'cookie';
  const password = parameterOf(login, 'password')?.name ?? '';
  const refused = (slug: string, statement: string, mutations: readonly Mutation[], defectKey: string): Scenario =>
    scenario(contract, login, slug, statement, {
      provenance: isKept ? at('standard', provenance, { source: 'OWASP ASVS 5.0 7.2.4' }) : at('implied', provenance),
      family: 'credentials',
      defectKey,
      security: 'password',
      steps: [
        accepted('login', login),
        step('flawed', login, 'account', { session: 'login', mutations: [...within, ...mutations] }),
        accepted('control', login),
      ],
      expect: { kind: 'rejected', step: 'flawed' },
    });
  const wrong = 'wrong-password-in-session';
  yield refused(wrong, passwordStatements[wrong], setUnknown(login, 'password'), 'password');
  const omitted: Mutation = { mutate: 'omit', parameter: password };
  yield refused(`without-${password}-in-session`, omittedInSession(password), [omitted], `parameter:${password}`);
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
function* repeatedly(contract: Contract, operation: Operation): Generator<Scenario> {
  const ways = [
    ['password', 'wrong-password'],
    ['identity', 'unknown-user'],
  ] as const;
  for (const [role, situation] of ways) {
    const provenance = provenanceOf(operation, situation);
    if (provenance === undefined) continue;
    const mutations = setUnknown(operation, role);
    yield inARow(contract, operation, {
      slug: `${situation}-repeatedly`,
      statement: passwordStatements[`${situation}-repeatedly`],
      provenance: at('implied', provenance),
      defectKey: role === 'password' ? 'password' : 'user',
      situation,
      attempts: ['first', 'second', 'third'].map((id) => [id, mutations]),
    });
  }
}

/** Hash functions that look at the first 72 bytes only accept whatever comes after them. */
function* longPassword(contract: Contract, login: Operation): Generator<Scenario> {
  const register = operationOf(contract, 'register');
  if (register === undefined) return;
  const head = 'q7Xw2zT9'.repeat(9);
  const password = (operation: Operation, literal: string) => setRole(operation, 'password', { literal });
  yield scenario(contract, login, 'password-beyond-72-bytes', passwordStatements, {
    family: 'credentials',
    level: 'advice',
    source: 'OWASP Password Storage Cheat Sheet',
    reading: interpretations.bcrypt,
    security: 'password',
    defectKey: 'password-length',
    steps: [
      acceptedOrUntested('registered', register, 'generated1', { mutations: password(register, `${head}firstEnd`) }),
      step('flawed', login, 'generated1', { mutations: password(login, `${head}otherEnd`) }),
      accepted('control', login, 'generated1', { mutations: password(login, `${head}firstEnd`) }),
    ],
    expect: { kind: 'rejected', step: 'flawed' },
  });
}
