/** Ways to compare passwords and to find accounts wrongly. */
import { createHash } from 'node:crypto';
import type { AccountRules } from '../shared-rules.ts';
import type { Shape, Shared, SharedRules } from './shared.ts';

const compared = (passwordMatches: AccountRules['passwordMatches']): SharedRules => ({ passwordMatches });
const found = (identityMatches: AccountRules['identityMatches']): SharedRules => ({ identityMatches });

/** Ways to compare a password wrongly. */
export function passwordFaults({ registers }: Shape): Shared[] {
  const faults: Shared[] = [
    [
      'password-prefix',
      'accepts a password that the right one begins with',
      'login/password-cut',
      compared((stored, given) => stored === given || (given.length > 7 && stored.startsWith(given))),
    ],
    [
      'password-longer',
      'accepts a password that begins with the right one',
      'login/password-extended',
      compared((stored, given) => stored !== '' && given.startsWith(stored)),
    ],
    [
      'password-any-case',
      'compares passwords without regard to case',
      'login/password-in-another-case',
      compared((stored, given) => stored.toLowerCase() === given.toLowerCase()),
    ],
    [
      'password-trimmed',
      'trims the password',
      'login/password-after-space',
      compared((stored, given) => stored === given.trim()),
    ],
    [
      'password-trimmed-before',
      'trims the password at its beginning',
      'login/password-after-space',
      compared((stored, given) => stored === given.trimStart()),
    ],
    [
      'password-trimmed-after',
      'trims the password at its end',
      'login/password-before-space',
      compared((stored, given) => stored === given.trimEnd()),
    ],
    [
      'password-8-bytes',
      'compares the first 8 bytes of a password',
      'login/password-cut',
      compared((stored, given) => stored.slice(0, 8) === given.slice(0, 8)),
    ],
    [
      'password-20-characters',
      'compares the first 20 characters of a password',
      'register/long-password-end',
      compared((stored, given) => stored.slice(0, 20) === given.slice(0, 20)),
    ],
    [
      'password-decoded-again',
      'decodes a password once more than it was encoded',
      'login/password-encoded',
      compared((stored, given) => stored === decodedAgain(given)),
    ],
    [
      'password-tags-stripped',
      'takes tags out of a password before it compares it',
      'login/password-cleaned',
      compared((stored, given) => stored === given || stored === given.replace(/<[^>]*>/g, '')),
    ],
    [
      'password-72-bytes',
      'compares the first 72 bytes of a password, as bcrypt does',
      'login/password-beyond-72-bytes',
      compared((stored, given) => stored.slice(0, 72) === given.slice(0, 72)),
    ],
    ...([72, 100] as const).map((bytes): Shared => [
      `password-beyond-${bytes}-bytes-crashes`,
      `fails with 500 on a password of more than ${bytes} bytes`,
      `login/password-of-${bytes === 72 ? '73' : '128'}-bytes`,
      compared((stored, given) => {
        if (Buffer.byteLength(given) > bytes) throw new Error('the password is too long');
        return stored === given;
      }),
    ]),
    [
      'password-to-nul',
      'reads a password up to a NUL character',
      'login/password-with-nul',
      compared((stored, given) => stored === given.split('\0')[0]),
    ],
    [
      'password-last-character',
      'does not look at the last character of a password',
      'login/password-last-character-changed',
      compared((stored, given) => stored.length === given.length && stored.slice(0, -1) === given.slice(0, -1)),
    ],
    ...(
      [
        ['digit', 'digits', /\d/g],
        ['sign', 'punctuation marks', /[^\p{L}\d]/gu],
        ['letter', 'characters in the middle', /(?<=.{5}).(?=.{5})/g],
      ] as const
    ).map(([slug, what, alike]): Shared => [
      `password-${slug}s-alike`,
      `takes all ${what} of a password for the same`,
      `login/password-${slug}-changed`,
      compared((stored, given) => stored.replace(alike, '?') === given.replace(alike, '?')),
    ]),
    ['password-any', 'accepts any password of a known user', 'login/wrong-password', compared(() => true)],
    [
      'password-injected',
      'takes `OR` in a password for a part of its query',
      'login/password-sql',
      compared((stored, given) => stored === given || /'\s*or\s/i.test(given)),
    ],
    [
      'password-empty-for-long',
      'accepts any password of more than 5,000 characters',
      'login/password-very-long',
      compared((stored, given) => stored === given || given.length > 5000),
    ],
    [
      'password-escaped',
      'escapes a password before it keeps it, not before it compares it',
      'register/exact-password',
      compared((stored, given) => stored === given && !/[<>&'"]/.test(given)),
    ],
    [
      'password-hash-juggled',
      'compares MD5 hashes of passwords as numbers',
      'register/password-of-equal-number',
      compared((stored, given) => stored === given || (isZero(stored, 'md5') && isZero(given, 'md5'))),
    ],
    [
      'password-sha1-juggled',
      'compares SHA-1 hashes of passwords as numbers',
      'register/password-of-equal-number',
      compared((stored, given) => stored === given || (isZero(stored, 'sha1') && isZero(given, 'sha1'))),
    ],
    [
      'password-without-accents',
      'compares passwords without regard to accents',
      'login/password-lookalike',
      compared((stored, given) => withoutAccents(stored) === withoutAccents(given)),
    ],
    [
      'password-plus-is-space',
      'takes a plus sign in a password for a space',
      'register/similar-password-space-for-plus',
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
  'password-hash-juggled',
  'password-sha1-juggled',
]);

/** Whether the hash of a text reads as the number zero. */
const isZero = (text: string, name: 'md5' | 'sha1'): boolean =>
  /^0+e\d+$/.test(createHash(name).update(text).digest('hex'));

function decodedAgain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const withoutAccents = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '');

/** Ways to find an account wrongly. */
export function identityFaults({ identity }: Shape): Shared[] {
  return [
    [
      'identity-to-nul',
      `reads \`${identity}\` up to a NUL character`,
      `login/${identity}-with-nul`,
      found((stored, given) => stored === given.split('\0')[0]),
    ],
    [
      'identity-prefix',
      'finds an account by the beginning of its identity',
      // Where addresses are checked, its beginning is none.
      'login/identity-cut',
      found((stored, given) => given.length > 7 && stored.startsWith(given)),
    ],
    [
      'identity-longer',
      'finds an account by an identity that begins with its own',
      'login/identity-extended',
      found((stored, given) => given.startsWith(stored)),
    ],
  ];
}
