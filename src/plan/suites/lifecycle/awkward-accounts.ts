/** Passwords and addresses with special characters, which software may change. */
import { defined } from '../../../core/defined.ts';
import { answersTo, parameterOf } from '../../../contract/model.ts';
import type { Contract, Operation, Provenance } from '../../../contract/model.ts';
import { accepted, acceptedOrUntested, areRejected, at, makeCase, scenario, setRole, step } from '../../build.ts';
import { rejectedClaims } from '../../negative.ts';
import { positive } from '../positive.ts';
import type { Scenario, Step } from '../../model.ts';
import type { Mutation } from '../../mutations/registry.ts';
import type { TextEdit } from '../../mutations/texts.ts';
import { isAddress, textOf } from '../../values.ts';
import { forgivenTyping } from '../near-misses.ts';
import {
  acceptsRegistered,
  addressStatements,
  registrationStatements,
  similarPasswords,
} from '../../../words/statements/registration.ts';
import { interpretations } from '../../../words/interpretations.ts';

/** The control login of a new account with a plain name and password, for a login that is rejected. */
function newBeside(register: Operation, login: Operation): Step[] {
  const more = { require: 'accepted', when: { step: 'login', was: ['rejected', 'nonconforming'] } } as const;
  return [step('register-plain', register, 'generated9', more), step('login-plain', login, 'generated9', more)];
}

/** A password that a form, a signature or an HTML page may change. */
const awkwardPassword = 'Q7x&w+2z%T <9é';
/** Longer than the part of a password that some servers store, and short enough for all. */
const longPassword = textOf(40);

const passwords: readonly [slug: 'exact' | 'spaced' | 'long' | 'quoted', password: string][] = [
  ['exact', awkwardPassword],
  ['spaced', ' q7Xw2zT9Kp '],
  ['long', longPassword],
  ['quoted', `q7"X'w\\2z🙂T9%2B`],
];

/** Two passwords whose MD5, and two whose SHA-1, is `0e` and digits: a loose comparison takes each for the number zero. */
const hashedToZero: readonly (readonly [registered: string, other: string])[] = [
  ['aabg7XSs', 'aabC9RqS'],
  ['aaO8zKZF', 'aa3OFF9m'],
];

/** Near misses of that password; a verifier may forgive those that name a mutation. */
const similar: readonly [slug: keyof typeof similarPasswords, step: string, password: string, by?: TextEdit][] = [
  ['similar-password', 'without-accent', awkwardPassword.replace('é', 'e')],
  ['similar-password-other-letter', 'another-letter', awkwardPassword.replace('é', 'ü')],
  ['similar-password-first-letter', 'in-another-case', awkwardPassword.replace('Q', 'q'), 'swap-first-case'],
  ['similar-password-space-for-plus', 'space-for-plus', awkwardPassword.replace('+', ' ')],
  ['similar-password-two-spaces', 'two-spaces', awkwardPassword.replace(' ', '  '), 'inner-space-doubled'],
  ['similar-password-before-space', 'space-after', `${awkwardPassword} `, 'space-after'],
];

/** The registered password logs in exactly as it was sent; near misses do not. */
export function* awkwardPasswords(contract: Contract, register: Operation, login: Operation): Generator<Scenario> {
  const password = (operation: Operation, literal: string) => setRole(operation, 'password', { literal });
  const made = (literal: string): Step =>
    acceptedOrUntested('register', register, 'generated1', { mutations: password(register, literal) });
  const attempt = (id: string, literal: string): Step =>
    step(id, login, 'generated1', { mutations: password(login, literal) });
  const tried = similar.map(([, id, mutated]) => attempt(id, mutated));
  for (const [slug, literal] of passwords)
    yield scenario(contract, register, `${slug}-password`, acceptsRegistered(`${slug}-password`), {
      defectKey: 'password-mangled',
      steps: [made(literal), attempt('login', literal), ...newBeside(register, login)],
      expect: { kind: 'accepted', step: 'login' },
    });
  yield makeCase(
    register,
    'credentials',
    [
      made(awkwardPassword),
      ...tried.slice(0, 3),
      accepted('between', login, 'generated1', { mutations: password(login, awkwardPassword) }),
      ...tried.slice(3),
      accepted('control', login, 'generated1', { mutations: password(login, awkwardPassword) }),
    ],
    similar.flatMap(([slug, id, , by]) => {
      const provenance = { ...at('implied', register.provenance), ...(by === undefined ? {} : forgivenTyping[by]) };
      const about = { slug, phrase: similarPasswords[slug], provenance, step: id } as const;
      return rejectedClaims(contract, register, { ...about, defectKey: 'password', security: 'password' });
    }),
  );
  yield scenario(contract, register, 'long-password-end', registrationStatements, {
    family: 'credentials',
    defectKey: 'password',
    security: 'password',
    steps: [
      made(longPassword),
      attempt('other-end', `${longPassword.slice(0, -8)}otherEnd`),
      accepted('control', login, 'generated1', { mutations: password(login, longPassword) }),
    ],
    expect: { kind: 'rejected', step: 'other-end' },
  });
  yield scenario(contract, register, 'password-of-equal-number', registrationStatements, {
    family: 'credentials',
    defectKey: 'password',
    security: 'password',
    steps: hashedToZero.flatMap(([registered, other], index) => {
      const as = `generated${index + 1}` as const;
      return [
        acceptedOrUntested(`register-${index + 1}`, register, as, { mutations: password(register, registered) }),
        step(`flawed-${index + 1}`, login, as, { mutations: password(login, other) }),
        accepted(`control-${index + 1}`, login, as, { mutations: password(login, registered) }),
      ];
    }),
    expect: areRejected(...hashedToZero.map((_, index) => `flawed-${index + 1}`)),
  });
  // A query is decoded by other code than a body.
  for (const { id, method = '' } of login.extraCases.filter(
    ({ method, expect }) => method !== undefined && expect === 'success',
  ))
    yield scenario(contract, register, `exact-password-${id}`, acceptsRegistered('exact-password', method), {
      defectKey: `password-mangled ${id}`,
      steps: [
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
      expect: { kind: 'accepted', step: 'login' },
    });
}

const identities: readonly [slug: 'plus-in-identity' | 'capitals-in-identity', TextEdit][] = [
  ['plus-in-identity', 'plus-tag'],
  ['capitals-in-identity', 'first-letters-in-capitals'],
];

/** Addresses that a form decoder or a database may change. */
export function* awkwardIdentities(contract: Contract, register: Operation, login: Operation): Generator<Scenario> {
  for (const [slug, by] of identities) {
    const written = (operation: Operation) => setRole(operation, 'identity', { of: 'generated1', by });
    if (written(register).length === 0) continue;
    yield scenario(contract, register, slug, acceptsRegistered(slug), {
      defectKey: 'identity-mangled',
      steps: [
        acceptedOrUntested('register', register, 'generated1', { mutations: written(register) }),
        step('login', login, 'generated1', { mutations: written(login) }),
        ...newBeside(register, login),
      ],
      expect: { kind: 'accepted', step: 'login' },
    });
  }
}

const ofItsHost: Partial<Provenance> = {
  level: 'advice',
  source: 'RFC 5321 section 2.3.11',
  reading: interpretations.localPart,
};

/** Forms of an address that a plain one may have, how one is made, and what its requirement says other than `implied`. */
const plainAddresses: readonly [slug: keyof typeof addressStatements, TextEdit, own: Partial<Provenance>][] = [
  // A server may refuse the domain, which the harness invented.
  ['with-hyphen-in-domain', 'hyphen-in-domain', {}],
  ['with-plus-in-identity', 'plus-tag', ofItsHost],
  ['with-capitals-in-identity', 'first-letters-in-capitals', ofItsHost],
];

/** An address parameter accepts every ordinary address. */
export function* anyAddress(contract: Contract, register: Operation): Generator<Scenario> {
  const identity = parameterOf(register, 'identity');
  if (identity === undefined || !isAddress(identity)) return;
  for (const [slug, by, own] of plainAddresses)
    yield positive(contract, register, {
      slug,
      statement: addressStatements[slug],
      mutations: setRole(register, 'identity', { of: 'generated1', by }),
      provenance: { ...at('implied', identity.provenance), ...own },
      ...(by === 'hyphen-in-domain' ? { refusable: true } : {}),
    });
}

/** The same local part at another domain is another address. */
export function* elsewhere(contract: Contract, register: Operation): Generator<Scenario> {
  const identity = parameterOf(register, 'identity');
  if (identity === undefined || answersTo(register, 'duplicate-account').length === 0) return;
  const named = (of: 'generated1' | 'generated3', by?: TextEdit): Mutation[] =>
    setRole(register, 'identity', { of, ...defined({ by }) });
  yield scenario(contract, register, 'same-name-elsewhere', registrationStatements, {
    defectKey: 'identity-mangled',
    steps: [
      accepted('register', register, 'generated1'),
      // A target that stores no accounts cannot distinguish addresses.
      step('same', register, 'generated2', { mutations: named('generated1'), require: 'rejected' }),
      step('elsewhere', register, 'generated4', { mutations: named('generated1', 'another-domain') }),
      // A server may refuse the domain, which the harness invented.
      step('control', register, 'generated3', {
        mutations: named('generated3', 'another-domain'),
        require: 'accepted',
        ifUnmet: 'not-testable',
        when: { step: 'elsewhere', was: ['rejected', 'nonconforming'] },
      }),
    ],
    expect: { kind: 'accepted', step: 'elsewhere' },
  });
}
