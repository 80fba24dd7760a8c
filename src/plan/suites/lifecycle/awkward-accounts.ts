/** Awkward accounts: passwords and addresses that people have, and that software mangles. */
import { answersTo, parameterOf } from '../../../contract/model.ts';
import type { Contract, Operation, Provenance } from '../../../contract/model.ts';
import { at, setRole, step } from '../../build.ts';
import { positive } from '../positive.ts';
import type { Scenario, Step } from '../../model.ts';
import type { TextEdit } from '../../mutations/texts.ts';
import { isAddress, textOf } from '../../values.ts';
import { story } from './story.ts';

/** The login of a new account with a plain name and password where that of another one is refused. */
function newBeside(refused: string, register: Operation, login: Operation): Step[] {
  const more = { require: 'accepted', when: { step: refused, was: ['rejected', 'nonconforming'] } } as const;
  return [step('register-plain', register, 'generated9', more), step('login-plain', login, 'generated9', more)];
}

/** A password that a form, a signature or an HTML page could mangle. */
const awkwardPassword = 'Q7x&w+2z%T <9é';
/** Longer than what some servers keep of a password, and short enough for any of them. */
const longPassword = textOf(40);

const passwords: readonly [slug: string, words: string, password: string][] = [
  ['exact', 'with signs, a space and an accent', awkwardPassword],
  ['spaced', 'with a space at either end', ' q7Xw2zT9Kp '],
  ['long', 'of 40 characters', longPassword],
  ['quoted', 'with quotes, a backslash, an emoji and what looks like an escape', `q7"X'w\\2z🙂T9%2B`],
];

/** What was registered is what logs in, to the last character, and nothing that only looks like it. */
export function awkwardPasswords(contract: Contract, register: Operation, login: Operation): Scenario[] {
  const password = (operation: Operation, literal: string) => setRole(operation, 'password', { literal });
  const made = (literal: string): Step =>
    step('register', register, 'generated1', {
      mutations: password(register, literal),
      require: 'accepted',
      ifUnmet: 'not-testable',
    });
  const attempt = (id: string, literal: string): Step =>
    step(id, login, 'generated1', { mutations: password(login, literal) });
  const similar = [
    attempt('without-accent', awkwardPassword.replace('é', 'e')),
    attempt('another-letter', awkwardPassword.replace('é', 'ü')),
    attempt('in-another-case', awkwardPassword.replace('Q', 'q')),
    attempt('space-for-plus', awkwardPassword.replace('+', ' ')),
    attempt('two-spaces', awkwardPassword.replace(' ', '  ')),
    attempt('space-after', `${awkwardPassword} `),
  ];
  return [
    ...passwords.map(([slug, words, literal]) =>
      story(
        contract,
        register,
        `${slug}-password`,
        `keeps a password ${words} as it is`,
        [made(literal), attempt('login', literal), ...newBeside('login', register, login)],
        [{ kind: 'accepted', step: 'login' }],
        { defectKey: 'password-mangled' },
      ),
    ),
    story(
      contract,
      register,
      'similar-password',
      'rejects a password that differs from the registered one by an accent, by the case of a letter, by a space for a plus sign, or by a space more',
      [
        made(awkwardPassword),
        ...similar.slice(0, 3),
        step('between', login, 'generated1', { mutations: password(login, awkwardPassword), require: 'accepted' }),
        ...similar.slice(3),
        step('control', login, 'generated1', { mutations: password(login, awkwardPassword), require: 'accepted' }),
      ],
      similar.map(({ id }) => ({ kind: 'rejected', step: id })),
      { family: 'credentials', defectKey: 'password', security: true },
    ),
    story(
      contract,
      register,
      'long-password-end',
      'rejects a password whose end differs from that of the registered one, of 40 characters',
      [
        made(longPassword),
        attempt('other-end', `${longPassword.slice(0, -8)}otherEnd`),
        step('control', login, 'generated1', { mutations: password(login, longPassword), require: 'accepted' }),
      ],
      [{ kind: 'rejected', step: 'other-end' }],
      { family: 'credentials', defectKey: 'password', security: true },
    ),
    // A query is decoded by other code than a body.
    ...login.extraCases
      .filter(({ method, expect }) => method !== undefined && expect === 'success')
      .map(({ id, method = '' }) =>
        story(
          contract,
          register,
          `exact-password-${id}`,
          `keeps a password with signs, a space and an accent as it is, for a login by ${method} too`,
          [
            made(awkwardPassword),
            step('login', login, 'generated1', {
              mutations: [{ mutate: 'method', method }, ...password(login, awkwardPassword)],
            }),
            step('control', login, 'generated1', {
              mutations: password(login, awkwardPassword),
              require: 'accepted',
              when: { step: 'login', was: ['rejected', 'nonconforming'] },
            }),
          ],
          [{ kind: 'accepted', step: 'login' }],
          { defectKey: `password-mangled ${id}` },
        ),
      ),
  ];
}

const identities: readonly [slug: string, words: string, TextEdit][] = [
  ['plus-in-identity', 'a plus sign', 'plus-tag'],
  ['capitals-in-identity', 'capital letters', 'first-letters-in-capitals'],
];

/** What a form that is read carelessly, or a database, makes of an address. */
export function awkwardIdentities(contract: Contract, register: Operation, login: Operation): Scenario[] {
  return identities.flatMap(([slug, words, by]) => {
    const written = (operation: Operation) =>
      setRole(operation, 'identity', { of: 'generated1', part: 'identity', by });
    if (written(register).length === 0) return [];
    return [
      story(
        contract,
        register,
        slug,
        `keeps an identity with ${words} as it is`,
        [
          step('register', register, 'generated1', {
            mutations: written(register),
            require: 'accepted',
            ifUnmet: 'not-testable',
          }),
          step('login', login, 'generated1', { mutations: written(login) }),
          ...newBeside('login', register, login),
        ],
        [{ kind: 'accepted', step: 'login' }],
        { defectKey: 'identity-mangled' },
      ),
    ];
  });
}

const ofItsHost: Partial<Provenance> = {
  level: 'advice',
  source: 'RFC 5321 section 2.3.11',
  reading: 'What stands before the @ is for its host to interpret; a server may take the address for that of another.',
};

/** Forms of an address that a plain one may have, how one is made, and what its requirement says other than `implied`. */
const plainAddresses: readonly [slug: string, words: string, TextEdit, own: Partial<Provenance>][] = [
  ['with-hyphen-in-domain', 'a hyphen and a digit in its domain', 'hyphen-in-domain', {}],
  ['with-plus-in-identity', 'a plus sign', 'plus-tag', ofItsHost],
  ['with-capitals-in-identity', 'capital letters', 'first-letters-in-capitals', ofItsHost],
];

/** Where an address is asked for, every plain one will do. */
export function anyAddress(contract: Contract, register: Operation): Scenario[] {
  const identity = parameterOf(register, 'identity');
  if (identity === undefined || !isAddress(identity)) return [];
  return plainAddresses.map(([slug, words, by, own]) =>
    positive(contract, register, {
      slug,
      statement: `accepts an address with ${words}`,
      mutations: setRole(register, 'identity', { of: 'generated1', part: 'identity', by }),
      provenance: { ...at('implied', identity.provenance), ...own },
      family: 'parameters',
    }),
  );
}

/** An address is the whole of it: the same name at another domain is somebody else's. */
export function elsewhere(contract: Contract, register: Operation): Scenario[] {
  const identity = parameterOf(register, 'identity');
  if (identity === undefined || answersTo(register, 'duplicate-account').length === 0) return [];
  const mutations = setRole(register, 'identity', {
    of: 'generated1',
    part: 'identity',
    by: 'another-domain',
  });
  return [
    story(
      contract,
      register,
      'same-name-elsewhere',
      'accepts an address that differs from a registered one by its domain',
      [
        step('register', register, 'generated1', { require: 'accepted' }),
        // Whoever keeps no account keeps no address apart from another.
        step('same', register, 'generated2', {
          mutations: setRole(register, 'identity', { of: 'generated1', part: 'identity' }),
          require: 'rejected',
        }),
        step('elsewhere', register, 'generated4', { mutations }),
        step('control', register, 'generated3', {
          require: 'accepted',
          when: { step: 'elsewhere', was: ['rejected', 'nonconforming'] },
        }),
      ],
      [{ kind: 'accepted', step: 'elsewhere' }],
      { defectKey: 'identity-mangled' },
    ),
  ];
}
