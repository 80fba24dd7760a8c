/** Near misses of the correct password, which a lenient comparison accepts. */
import type { Contract, Operation } from '../../contract/model.ts';
import { at, provenanceOf, setRole } from '../build.ts';
import type { Scenario } from '../model.ts';
import { inARow } from './in-a-row.ts';
import type { TextEdit } from '../mutations/texts.ts';
import { passwordStatements } from '../../words/statements/passwords.ts';

/** False passwords that are tried one after the other. */
const lookalike: readonly [slug: keyof typeof passwordStatements, as: 'account' | 'second', readonly TextEdit[]][] = [
  ['password-lookalike', 'account', ['swap-first-case', 'swap-accent', 'twice']],
  ['password-lookalike-of-another-account', 'second', ['swap-first-case', 'swap-accent', 'swap-beyond-ascii']],
  ['password-pattern', 'account', ['underscore-second', 'percent-end', 'eight-spaces']],
  ['password-part', 'account', ['first-five', 'first-half', 'second-half']],
  ['password-derived', 'account', ['sha-256', 'md5', 'backwards']],
  ['password-encoded', 'account', ['percent-encoded', 'html-entity', 'base64']],
  ['password-cleaned', 'account', ['tag-after', 'control-after', 'invisible-inside']],
  ['password-wild-card', 'account', ['any-regex', 'star-end', 'line-break-after']],
];

/** Near misses of the correct password. */
export function lookalikes(contract: Contract, operation: Operation): Scenario[] {
  const provenance = provenanceOf(operation, 'wrong-password');
  if (provenance === undefined) return [];
  return lookalike.map(([slug, as, names]) =>
    inARow(contract, operation, {
      slug,
      statement: passwordStatements[slug],
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
