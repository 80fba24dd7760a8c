/** Faults of servers where users register. */
import type { AccountRules, RegisterRules } from '../shared-rules.ts';
import { of } from './fault.ts';
import type { More } from './fault.ts';

type RegistrationRules = Partial<RegisterRules & AccountRules & { minimumPassword: number }>;

/** A fault of registration before it has its API. */
export type RegistrationFault = readonly [
  id: string,
  sentence: string,
  breaks: readonly string[],
  rules: RegistrationRules | (() => RegistrationRules),
  more?: More,
];

/** Ways to register a user wrongly. */
export const registrationFaults: readonly RegistrationFault[] = [
  [
    'duplicate-overwrites',
    'overwrites an account when its identity is registered again',
    of('register', 'duplicate-account duplicate-with-same-password duplicate-leaves-first'),
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
    of('register', 'duplicate-account duplicate-with-same-password'),
    { duplicateAllowed: () => true },
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
      'then-login duplicate-account duplicate-with-same-password duplicate-leaves-first exact-password user-ids-apart',
    ),
    { keepAccount: () => undefined },
    { blocks: [...of('register', 'wrong-password same-user'), 'login/password-beyond-72-bytes'] },
  ],
  [
    'register-loses-password',
    'keeps a password in lower case',
    of('register', 'then-login duplicate-leaves-first exact-password'),
    {
      keepAccount: (accounts, account) => void accounts.push({ ...account, password: account.password.toLowerCase() }),
    },
    { blocks: [...of('register', 'wrong-password same-user'), 'login/password-beyond-72-bytes'] },
  ],
  [
    'register-strips',
    'takes signs and spaces out of a password before it keeps it',
    of('register', 'exact-password'),
    {
      keepAccount: (accounts, account) =>
        void accounts.push({ ...account, password: account.password.replace(/[^\w]/g, '') }),
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
    of('register', 'short-password'),
    { minimumPassword: 5 },
    { blocks: of('register', 'refused-leaves-nothing') },
  ],
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
