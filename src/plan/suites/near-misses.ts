/** Near misses of the correct password, which a lenient comparison accepts. */
import type { Contract, Operation, Provenance } from '../../contract/model.ts';
import { at, provenanceOf, setRole } from '../build.ts';
import type { Scenario } from '../model.ts';
import { eachInARow } from './in-a-row.ts';
import type { TextEdit } from '../mutations/texts.ts';
import { mutatedPassword } from '../../words/statements/passwords.ts';
import { interpretations } from '../../words/interpretations.ts';

/** Differences that a published rule lets a verifier forgive or prepare away, although other rules forbid it. */
const forgiven = (reading: string): Provenance => ({ level: 'advice', source: 'OWASP ASVS 5.0, 6.2.8', reading });

/** The provenance of false passwords that a legal verifier may accept, by what was done to the correct one. */
export const forgivenTyping: Partial<Record<TextEdit, Provenance>> = {
  'space-before': forgiven(interpretations.forgivenTyping),
  'space-after': forgiven(interpretations.forgivenTyping),
  'line-break-after': forgiven(interpretations.forgivenTyping),
  'swap-first-case': forgiven(interpretations.forgivenTyping),
  'inner-space-doubled': forgiven(interpretations.forgivenSpaces),
  'invisible-inside': forgiven(interpretations.preparedText),
};

/** False passwords, three of which share a valid login after them: more in a row may lock an account. */
const edits: readonly (readonly [slug: string, by: TextEdit])[] = [
  ['password-lookalike', 'swap-accent'],
  ['password-first-letter', 'swap-first-case'],
  ['password-doubled', 'twice'],
  ['password-lookalike-of-another-account', 'swap-accent'],
  ['password-first-letter-of-another-account', 'swap-first-case'],
  ['password-other-letter-of-another-account', 'swap-beyond-ascii'],
  ['password-pattern', 'underscore-second'],
  ['password-pattern-at-end', 'percent-end'],
  ['password-of-spaces', 'eight-spaces'],
  ['password-digit-changed', 'other-digit'],
  ['password-letter-changed', 'other-letter'],
  ['password-sign-changed', 'other-sign'],
  ['password-part', 'first-five'],
  ['password-first-half', 'first-half'],
  ['password-second-half', 'second-half'],
  ['password-derived', 'sha-256'],
  ['password-md5', 'md5'],
  ['password-backwards', 'backwards'],
  ['password-encoded', 'percent-encoded'],
  ['password-html-entity', 'html-entity'],
  ['password-base64', 'base64'],
  ['password-cleaned', 'tag-after'],
  ['password-before-control-character', 'control-after'],
  ['password-around-invisible-character', 'invisible-inside'],
  ['password-wild-card', 'any-regex'],
  ['password-star-at-end', 'star-end'],
  ['password-before-line-break', 'line-break-after'],
];

/** Near misses of the correct password. */
export function* nearMisses(contract: Contract, operation: Operation): Generator<Scenario> {
  const provenance = provenanceOf(operation, 'wrong-password');
  if (provenance === undefined) return;
  for (let first = 0; first < edits.length; first += 3) {
    const own = edits.slice(first, first + 3);
    const as = own.some(([slug]) => slug.endsWith('-of-another-account')) ? 'second' : 'account';
    yield eachInARow(contract, operation, {
      provenance: at('implied', provenance),
      defectKey: 'password',
      as,
      attempts: own.map(([slug, by]) => ({
        slug,
        phrase: mutatedPassword(by, as),
        mutations: setRole(operation, 'password', { of: as, by }),
        own: forgivenTyping[by],
      })),
    });
  }
}
