/** Faults of servers where users register. */
import type { AccountRules, MessageRules, RegisterRules } from '../shared-rules.ts';
import type { StoredAccount } from '../world.ts';
import type { FaultEntry } from './fault.ts';

type RegistrationRules = Partial<
  RegisterRules & AccountRules & Pick<MessageRules, 'present'> & { minimumPassword: number }
>;

/** A fault of registration before it has its API. */
type RegistrationFault = FaultEntry<RegistrationRules>;

const nameOf = (address: string): string => address.split('@')[0] ?? '';
/** The domain of an address, where it is one that could be somebody's. */
const domainOf = (address: string): string | undefined => /^[^@]+@([a-z.]+\.com)$/.exec(address)?.[1];
const sameName = (stored: string, given: string): boolean =>
  domainOf(stored) !== undefined && domainOf(given) !== undefined && nameOf(given) === nameOf(stored);

/** Ways to register a user wrongly. */
const takeover = (
  id: string,
  sentence: string,
  shows: string,
  same: (identity: string) => string,
): RegistrationFault => [
  id,
  sentence,
  shows,
  {
    keepAccount: (accounts, account) => {
      const identity = same(account.identity);
      const others = accounts.filter((each) => each.identity !== identity);
      accounts.splice(0, accounts.length, ...others, { ...account, identity });
    },
  },
];

export const registrationFaults: readonly RegistrationFault[] = [
  [
    'common-passwords',
    'registers a user with one of the most common passwords',
    'register/common-password',
    { isCommonPassword: () => false },
  ],
  [
    'guesses-unlimited',
    'accepts any number of guesses at a password',
    'login/limits-guesses',
    { mostGuesses: Infinity },
  ],
  ...([72, 100] as const).map((bytes): RegistrationFault => [
    `register-beyond-${bytes}-bytes-crashes`,
    `fails with 500 on a new password of more than ${bytes} bytes`,
    `register/password-of-${bytes === 72 ? '73' : '128'}-bytes`,
    {
      keepAccount: (accounts, account) => {
        if (Buffer.byteLength(account.password) > bytes) throw new Error('the password is too long');
        accounts.push(account);
      },
    },
  ]),
  takeover(
    'register-trims-late',
    'looks for a name as it is given, and keeps it without spaces around it',
    'register/spaces-leave-first',
    (identity) => identity.trim(),
  ),
  takeover(
    'register-normalizes-late',
    'looks for a name as it is given, and keeps it in compatibility form',
    'register/full-width-leaves-first',
    (identity) => identity.normalize('NFKC'),
  ),
  takeover(
    'register-folds-late',
    'looks for a name as it is given, and keeps it in folded letters',
    'register/folded-letters-leave-first',
    (identity) => identity.replaceAll('\u212a', 'k').replaceAll('\u0131', 'i'),
  ),
  takeover(
    'register-drops-accents-late',
    'looks for a name as it is given, and keeps it without accents',
    'register/accent-leaves-first',
    (identity) => identity.normalize('NFD').replace(/\p{M}/gu, ''),
  ),
  [
    'duplicate-overwrites',
    'overwrites an account when its identity is registered again',
    'register/duplicate-account',
    {
      duplicateAllowed: () => true,
      keepAccount: (accounts, account) => {
        const others = accounts.filter(({ identity }) => identity !== account.identity);
        accounts.splice(0, accounts.length, ...others, account);
      },
    },
  ],
  [
    'duplicate-ignored',
    'answers the registration of an identity that exists like a new one, and does nothing',
    'register/duplicate-account',
    { duplicateAllowed: () => true },
  ],
  [
    'duplicate-race',
    'registers an identity for each of two requests that come at the same time',
    'register/duplicate-at-once',
    () => {
      let justKept: StoredAccount | undefined;
      return {
        keepAccount: (accounts, account) => {
          justKept = account;
          accounts.push(account);
        },
        // Whoever asks before the first has its answer, looked for it too early.
        present: (answer) => {
          justKept = undefined;
          return answer;
        },
        duplicateAllowed: (existing) => existing === justKept,
      };
    },
  ],
  [
    'duplicate-spoils',
    'spoils the password of an account whose identity is registered again',
    'register/duplicate-leaves-first',
    {
      duplicateAllowed: (existing) => {
        existing.password = `${existing.password}!`;
        return false;
      },
    },
  ],
  [
    'register-persists-nothing',
    'keeps nothing of a registration',
    'register/then-login',
    { keepAccount: () => undefined },
  ],
  [
    'register-loses-password',
    'keeps a password in lower case',
    'register/then-login',
    {
      keepAccount: (accounts, account) => void accounts.push({ ...account, password: account.password.toLowerCase() }),
    },
  ],
  [
    'register-strips',
    'takes spaces and unusual signs out of a password before it keeps it',
    'register/spaced-password',
    {
      keepAccount: (accounts, account) =>
        void accounts.push({ ...account, password: account.password.replace(/[^\w!-]/g, '') }),
    },
  ],
  [
    'register-cuts-password',
    'keeps the first 20 characters of a password',
    'register/long-password',
    {
      keepAccount: (accounts, account) => void accounts.push({ ...account, password: account.password.slice(0, 20) }),
    },
  ],
  [
    'register-lower-case',
    'keeps an address in lower case, and looks for it as it is given',
    'register/capitals-in-identity',
    {
      keepAccount: (accounts, account) => void accounts.push({ ...account, identity: account.identity.toLowerCase() }),
    },
  ],
  [
    'register-forgets-last',
    'forgets the account that was registered before',
    'register/keeps-account',
    () => {
      let last: StoredAccount | undefined;
      return {
        keepAccount: (accounts, account) => {
          if (last !== undefined && accounts.includes(last)) accounts.splice(accounts.indexOf(last), 1);
          last = account;
          accounts.push(account);
        },
      };
    },
  ],
  [
    'duplicate-by-name',
    'takes an address at another domain for one that is registered',
    'register/same-name-elsewhere',
    {
      identityMatches: (stored, given) => stored === given || sameName(stored, given),
    },
  ],
  [
    'register-plus-is-space',
    'keeps an address with a space where it has a plus sign',
    'register/plus-in-identity',
    {
      keepAccount: (accounts, account) =>
        void accounts.push({ ...account, identity: account.identity.replaceAll('+', ' ') }),
    },
  ],
];

/** Ways to keep something of a registration that nobody may make. */
export const unauthenticatedFaults: readonly RegistrationFault[] = [
  [
    'unauthenticated-registered',
    'makes the account of a registration that it refuses as unauthenticated',
    'register/unauthenticated-leaves-nothing',
    {
      keepUnauthenticated: (accounts, { identity, password }) =>
        void accounts.push({ id: 9000 + accounts.length, identity, password, profile: {} }),
    },
  ],
];

/** Ways to look at the length of a password wrongly, where there is a least one. */
export const lengthFaults = (minimum: number): readonly RegistrationFault[] => [
  [
    'duplicate-logs-in',
    'registers an identity again that has the same password',
    'register/duplicate-with-same-password',
    () => {
      let given = '';
      return {
        passwordLength: (password) => {
          given = password;
          return Array.from(password).length;
        },
        duplicateAllowed: (existing) => existing.password.toLowerCase() === given.toLowerCase(),
      };
    },
  ],
  [
    'short-password',
    'accepts a password one character too short',
    'register/short-password',
    { minimumPassword: minimum - 1 },
  ],
  [
    'password-counted-in-bytes',
    'counts the bytes of a password instead of its characters',
    'register/short-password-beyond-ascii',
    { passwordLength: (password) => Buffer.byteLength(password) },
  ],
  ...(
    [
      ['long', 'of more than 20 characters', (password: string) => password.length > 20],
      ['spaced', 'with a space', (password: string) => password.includes(' ')],
      ['accented', 'with letters beyond ASCII', (password: string) => /[^\p{ASCII}]/u.test(password)],
    ] as const
  ).map(([slug, words, isRefused]): RegistrationFault => [
    `${slug}-password-refused`,
    `refuses a password ${words}`,
    `register/${slug}-password-accepted`,
    { passwordLength: (password) => (isRefused(password) ? 0 : Array.from(password).length) },
  ]),
  [
    'longer-password',
    'wants a password one character longer than documented',
    'register/shortest-password',
    { minimumPassword: minimum + 1 },
  ],
  [
    'half-registered',
    'keeps an account whose password it refuses as too short',
    'register/refused-leaves-nothing',
    {
      keepRefused: (accounts, { identity, password }) =>
        void accounts.push({ id: 9000 + accounts.length, identity, password, profile: {} }),
    },
  ],
];
