/** Lookalikes: what a comparison that is too kind takes for the right password. */
import type { Contract, Operation } from '../../contract/model.ts';
import { at, provenanceOf, setRole } from '../build.ts';
import type { Scenario } from '../model.ts';
import { inARow } from './in-a-row.ts';
import type { TextEdit } from '../mutations/texts.ts';

/** False passwords that are tried one after the other. */
const lookalike: readonly [slug: string, phrase: string, as: 'account' | 'second', readonly TextEdit[]][] = [
  [
    'password-lookalike',
    'a password that differs from the right one by the case of a letter or by an accent, or is written twice',
    'account',
    ['swap-first-case', 'swap-accent', 'twice'],
  ],
  [
    'password-lookalike-of-another-account',
    'a password that differs from that of a second account by the case of a letter, by an accent or by a letter beyond ASCII',
    'second',
    ['swap-first-case', 'swap-accent', 'swap-beyond-ascii'],
  ],
  [
    'password-pattern',
    'a pattern that the right password matches, and spaces in its place',
    'account',
    ['underscore-second', 'percent-end', 'eight-spaces'],
  ],
  ['password-part', 'parts of the right password', 'account', ['first-five', 'first-half', 'second-half']],
  [
    'password-derived',
    'a hash of the right password, and the right password backwards',
    'account',
    ['sha-256', 'md5', 'backwards'],
  ],
  [
    'password-encoded',
    'the right password percent-encoded, with a character as an HTML entity, or in base64',
    'account',
    ['percent-encoded', 'html-entity', 'base64'],
  ],
  [
    'password-cleaned',
    'the right password with a tag, a control character or an invisible character in it',
    'account',
    ['tag-after', 'control-after', 'invisible-inside'],
  ],
  [
    'password-wild-card',
    'a regular expression and a wild card that match the right password, and the right password with a line break after it',
    'account',
    ['any-regex', 'star-end', 'line-break-after'],
  ],
];

/** What a comparison that is too kind takes for the right password. */
export function lookalikes(contract: Contract, operation: Operation): Scenario[] {
  const provenance = provenanceOf(operation, 'wrong-password');
  if (provenance === undefined) return [];
  return lookalike.map(([slug, phrase, as, names]) =>
    inARow(contract, operation, {
      slug,
      statement: `rejects ${phrase}`,
      provenance: at('implied', provenance),
      defectKey: 'password',
      as,
      attempts: names.map((by, index) => [
        `flawed-${index + 1}`,
        setRole(operation, 'password', { of: as, part: 'password', by }),
      ]),
    }),
  );
}
