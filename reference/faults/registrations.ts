/** Faults of servers where users register. */
import type { AccountRules, MessageRules, RegisterRules } from '../shared-rules.ts';
import type { StoredAccount } from '../world.ts';
import { of } from './fault.ts';
import type { More } from './fault.ts';

type RegistrationRules = Partial<
  RegisterRules & AccountRules & Pick<MessageRules, 'present'> & { minimumPassword: number }
>;

/** A fault of registration before it has its API. */
export type RegistrationFault = readonly [
  id: string,
  sentence: string,
  breaks: readonly string[],
  rules: RegistrationRules | (() => RegistrationRules),
  more?: More,
];

const nameOf = (address: string): string => address.split('@')[0] ?? '';
/** The domain of an address, where it is one that could be somebody's. */
const domainOf = (address: string): string | undefined => /^[^@]+@([a-z.]+\.com)$/.exec(address)?.[1];
const sameName = (stored: string, given: string): boolean =>
  domainOf(stored) !== undefined && domainOf(given) !== undefined && nameOf(given) === nameOf(stored);

/** What takes an account that can log in: every variation of a registration does. */
const builtOnAccounts = of('register', '*');

/** Ways to register a user wrongly. */
export const registrationFaults: readonly RegistrationFault[] = [
  [
    'duplicate-overwrites',
    'overwrites an account when its identity is registered again',
    of(
      'register',
      'duplicate-account duplicate-at-once duplicate-with-same-password duplicate-leaves-first duplicate-by-get account-outlives-session',
    ),
    {
      duplicateAllowed: () => true,
      keepAccount: (accounts, account) => {
        const others = accounts.filter(({ identity }) => identity !== account.identity);
        accounts.splice(0, accounts.length, ...others, account);
      },
    },
    { blocks: of('register', 'same-name-elsewhere duplicate-media-type duplicate-leaves-session') },
  ],
  [
    'duplicate-ignored',
    'answers the registration of an identity that exists like a new one, and does nothing',
    of(
      'register',
      'duplicate-account duplicate-at-once duplicate-with-same-password duplicate-by-get account-outlives-session',
    ),
    { duplicateAllowed: () => true },
    { blocks: of('register', 'same-name-elsewhere duplicate-media-type duplicate-leaves-session') },
  ],
  [
    'duplicate-race',
    'registers an identity for each of two requests that come at the same time',
    of('register', 'duplicate-at-once'),
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
    of('register', 'duplicate-leaves-first'),
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
    of(
      'register',
      'then-login at-once after-failed-login duplicate-account duplicate-at-once duplicate-with-same-password duplicate-leaves-first capitals-leave-first duplicate-by-get keeps-account account-outlives-session user-ids-apart',
    ),
    { keepAccount: () => undefined },
    { blocks: [...builtOnAccounts, 'login/password-beyond-72-bytes'] },
  ],
  [
    'register-loses-password',
    'keeps a password in lower case',
    of(
      'register',
      'then-login at-once after-failed-login duplicate-leaves-first capitals-leave-first keeps-account account-outlives-session',
    ),
    {
      keepAccount: (accounts, account) => void accounts.push({ ...account, password: account.password.toLowerCase() }),
    },
    { blocks: [...builtOnAccounts, 'login/password-beyond-72-bytes'] },
  ],
  [
    'register-strips',
    'takes signs and spaces out of a password before it keeps it',
    of(
      'register',
      'exact-password spaced-password quoted-password spaced-password-accepted accented-password-accepted',
    ),
    {
      keepAccount: (accounts, account) =>
        void accounts.push({ ...account, password: account.password.replace(/[^\w]/g, '') }),
    },
    { blocks: of('register', 'similar-password exact-password-by-get') },
  ],
  [
    'register-cuts-password',
    'keeps the first 20 characters of a password',
    of('register', 'long-password long-password-accepted'),
    {
      keepAccount: (accounts, account) => void accounts.push({ ...account, password: account.password.slice(0, 20) }),
    },
    { blocks: ['login/password-beyond-72-bytes', 'register/long-password-end'] },
  ],
  [
    'register-lower-case',
    'keeps an address in lower case, and looks for it as it is given',
    of('register', 'capitals-in-identity with-capitals-in-identity'),
    {
      keepAccount: (accounts, account) => void accounts.push({ ...account, identity: account.identity.toLowerCase() }),
    },
  ],
  [
    'register-forgets-last',
    'forgets the account that was registered before',
    of(
      'register',
      'keeps-account at-once capitals-leave-first duplicate-by-get duplicate-account duplicate-at-once duplicate-with-same-password',
    ),
    () => {
      let last: StoredAccount | undefined;
      return {
        keepAccount: (accounts, account) => {
          if (last !== undefined) accounts.splice(accounts.indexOf(last), 1);
          last = account;
          accounts.push(account);
        },
      };
    },
    { partly: true, blocks: ['register/same-user'] },
  ],
  [
    'duplicate-by-name',
    'takes an address at another domain for one that is registered',
    of('register', 'same-name-elsewhere'),
    {
      identityMatches: (stored, given) => stored === given || sameName(stored, given),
    },
  ],
  [
    'register-plus-is-space',
    'keeps an address with a space where it has a plus sign',
    of('register', 'plus-in-identity with-plus-in-identity'),
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
    of('register', 'unauthenticated-leaves-nothing'),
    {
      keepUnauthenticated: (accounts, { identity, password }) =>
        void accounts.push({ id: 9000 + accounts.length, identity, password, profile: {} }),
    },
  ],
];

/** Ways to look at the length of a password wrongly, where there is a least one. */
export const lengthFaults: readonly RegistrationFault[] = [
  [
    'duplicate-logs-in',
    'registers an identity again that has the same password',
    of('register', 'duplicate-with-same-password'),
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
    of('register', 'short-password short-password-beyond-ascii short-password-by-get'),
    { minimumPassword: 5 },
    { blocks: of('register', 'refused-leaves-nothing') },
  ],
  [
    'password-counted-in-bytes',
    'counts the bytes of a password instead of its characters',
    of('register', 'short-password-beyond-ascii'),
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
    of('register', `${slug}-password-accepted`),
    { passwordLength: (password) => (isRefused(password) ? 0 : Array.from(password).length) },
  ]),
  [
    'longer-password',
    'wants a password one character longer than documented',
    of('register', 'shortest-password'),
    { minimumPassword: 7 },
  ],
  [
    'half-registered',
    'keeps an account whose password it refuses as too short',
    of('register', 'refused-leaves-nothing'),
    {
      keepRefused: (accounts, { identity, password }) =>
        void accounts.push({ id: 9000 + accounts.length, identity, password, profile: {} }),
    },
  ],
];
