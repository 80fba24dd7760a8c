/** Ways to compare passwords and to find accounts wrongly. */
import type { AccountRules } from '../shared-rules.ts';
import { of } from './fault.ts';
import type { Shape, Shared, SharedRules } from './shared.ts';

const compared = (passwordMatches: AccountRules['passwordMatches']): SharedRules => ({ passwordMatches });
const found = (identityMatches: AccountRules['identityMatches']): SharedRules => ({ identityMatches });

/** The passwords of the lattice that are longer than the right one, which they begin with. */
const longer = [
  'login/password-lookalike',
  'login/password-lookalike-of-another-account',
  'login/password-extended',
  'login/password-before-space',
  'login/password-with-nul',
  'login/password-cleaned',
  'login/password-wild-card',
  'register/wrong-password',
  'register/similar-password',
];

/** Ways to compare a password wrongly. */
export function passwordFaults({ comparesBlank, registers, both }: Shape): Shared[] {
  const wrong = of(
    'login',
    'wrong-password short-wrong-password password-of-6 password-cut password-extended password-end password-first-character-changed password-beyond-ascii password-half-a-pair password-of-the-example password-twice default-passwords password-around-space wrong-password-repeatedly wrong-password-of-another-account password-lookalike password-lookalike-of-another-account password-pattern password-part password-derived password-encoded password-cleaned wrong-password-in-session wrong-password-at-once wrong-password-after-logout wrong-password-with-* wrong-password-on-same-connection password-wild-card password-last-character-changed',
    'password-in-another-case password-after-space password-before-space password-of-another-account',
    'password-is-identity password-of-newest-account password-sql identity-of-another-account password-beyond-72-bytes',
    'password-very-long password-with-nul',
  );
  const blank =
    comparesBlank === true
      ? of(
          'login',
          'without-password blank-password password-array password-object short-wrong-password without-password-in-session',
        )
      : [];
  const faults: Shared[] = [
    [
      'password-prefix',
      'accepts a password that the right one begins with',
      ['login/password-cut'],
      compared((stored, given) => stored === given || (given.length > 7 && stored.startsWith(given))),
    ],
    [
      'password-longer',
      'accepts a password that begins with the right one',
      longer,
      compared((stored, given) => stored !== '' && given.startsWith(stored)),
    ],
    [
      'password-any-case',
      'compares passwords without regard to case',
      [
        ...of('login', 'password-in-another-case password-lookalike password-lookalike-of-another-account'),
        'register/similar-password',
      ],
      compared((stored, given) => stored.toLowerCase() === given.toLowerCase()),
    ],
    [
      'password-trimmed',
      'trims the password',
      [
        ...of('login', 'password-after-space password-before-space password-wild-card'),
        ...of('register', 'spaced-password similar-password'),
      ],
      compared((stored, given) => stored === given.trim()),
    ],
    [
      'password-trimmed-before',
      'trims the password at its beginning',
      ['login/password-after-space', 'register/spaced-password'],
      compared((stored, given) => stored === given.trimStart()),
    ],
    [
      'password-trimmed-after',
      'trims the password at its end',
      [
        'login/password-before-space',
        ...of('register', 'spaced-password similar-password'),
        'login/password-wild-card',
      ],
      compared((stored, given) => stored === given.trimEnd()),
    ],
    [
      'password-8-bytes',
      'compares the first 8 bytes of a password',
      [
        ...longer,
        ...of('login', 'password-cut password-last-character-changed password-beyond-72-bytes'),
        'register/long-password-end',
      ],
      compared((stored, given) => stored.slice(0, 8) === given.slice(0, 8)),
    ],
    [
      'password-20-characters',
      'compares the first 20 characters of a password',
      [...of('login', 'password-beyond-72-bytes'), 'register/long-password-end'],
      compared((stored, given) => stored.slice(0, 20) === given.slice(0, 20)),
    ],
    [
      'password-decoded-again',
      'decodes a password once more than it was encoded',
      ['login/password-encoded', 'register/quoted-password'],
      compared((stored, given) => stored === decodedAgain(given)),
    ],
    [
      'password-tags-stripped',
      'takes tags out of a password before it compares it',
      ['login/password-cleaned'],
      compared((stored, given) => stored === given || stored === given.replace(/<[^>]*>/g, '')),
    ],
    [
      'password-72-bytes',
      'compares the first 72 bytes of a password, as bcrypt does',
      ['login/password-beyond-72-bytes'],
      compared((stored, given) => stored.slice(0, 72) === given.slice(0, 72)),
    ],
    [
      'password-to-nul',
      'reads a password up to a NUL character',
      ['login/password-with-nul'],
      compared((stored, given) => stored === given.split('\0')[0]),
    ],
    [
      'password-last-character',
      'does not look at the last character of a password',
      ['login/password-last-character-changed', 'register/similar-password'],
      compared((stored, given) => stored.length === given.length && stored.slice(0, -1) === given.slice(0, -1)),
    ],
    [
      'password-any',
      'accepts any password of a known user',
      [
        ...wrong,
        ...blank,
        ...(both === true ? ['login/wrong-password-in-other-media-types'] : []),
        ...of('register', 'wrong-password duplicate-leaves-first duplicate-by-get similar-password long-password-end'),
      ],
      compared(() => true),
      { blocks: of('login', 'refusal-media-type same-refusal failed-leaves-session') },
    ],
    [
      'password-injected',
      'takes `OR` in a password for a part of its query',
      ['login/password-sql'],
      compared((stored, given) => stored === given || /'\s*or\s/i.test(given)),
    ],
    [
      'password-empty-for-long',
      'accepts any password of more than 5,000 characters',
      ['login/password-very-long'],
      compared((stored, given) => stored === given || given.length > 5000),
    ],
    [
      'password-escaped',
      'escapes a password before it keeps it, not before it compares it',
      of('register', 'exact-password quoted-password'),
      compared((stored, given) => stored === given && !/[<>&'"]/.test(given)),
      { blocks: of('register', 'similar-password exact-password-by-get') },
    ],
    [
      'password-without-accents',
      'compares passwords without regard to accents',
      ['register/similar-password', ...of('login', 'password-lookalike password-lookalike-of-another-account')],
      compared((stored, given) => withoutAccents(stored) === withoutAccents(given)),
    ],
    [
      'password-plus-is-space',
      'takes a plus sign in a password for a space',
      ['register/similar-password'],
      compared((stored, given) => stored.replaceAll('+', ' ') === given.replaceAll('+', ' ')),
    ],
  ];
  return faults.filter(([id]) => registers || !needRegistration.has(id));
}

/** Faults that only the password of a registration shows. */
const needRegistration = new Set([
  'password-20-characters',
  'password-72-bytes',
  'password-escaped',
  'password-plus-is-space',
]);

function decodedAgain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const withoutAccents = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '');

/** Ways to find an account wrongly. */
export function identityFaults({ identity, registers }: Shape): Shared[] {
  return [
    [
      'identity-to-nul',
      `reads \`${identity}\` up to a NUL character`,
      [`login/${identity}-with-nul`],
      found((stored, given) => stored === given.split('\0')[0]),
    ],
    [
      'identity-prefix',
      'finds an account by the beginning of its identity',
      // Where addresses are checked, its beginning is none.
      of('login', registers ? 'identity-cut identity-without-domain' : 'identity-cut'),
      found((stored, given) => given.length > 7 && stored.startsWith(given)),
    ],
    [
      'identity-longer',
      'finds an account by an identity that begins with its own',
      of('login', `identity-extended ${identity}-with-nul`),
      found((stored, given) => given.startsWith(stored)),
    ],
  ];
}
