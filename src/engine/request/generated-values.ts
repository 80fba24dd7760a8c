/** Names and passwords that nobody has yet, in a form that a contract allows. */
import { randomInt } from 'node:crypto';
import { isAllowed } from '../../plan/values.ts';
import type { Operation } from '../../contract/model.ts';
import { usualDomain } from '../../settings/target.ts';
import type { Naming } from '../../settings/target.ts';

/** A text that is random between its ends. */
export interface Form {
  readonly before: string;
  /** The characters of the random part. */
  readonly letters: string;
  /** Characters of the random part. */
  readonly length: number;
  readonly after: string;
}

const digits = '0123456789';
const hex = `${digits}abcdef`;
const small = 'abcdefghijklmnopqrstuvwxyz';
/** Without those that look alike. */
const mixed = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** The values that are made up for each new account. */
export type Fresh = 'identity' | 'password' | 'nickname';

const forms: Readonly<Record<Fresh, (naming: Naming) => readonly [Form, ...Form[]]>> = {
  identity: ({ run, domain }) => [
    { before: `conformance.${run}.`, letters: hex, length: 12, after: `@${domain}` },
    { before: `c${run}.`, letters: hex, length: 10, after: `@${domain}` },
    { before: 'c', letters: hex, length: 10, after: `@${domain}` },
    { before: `conformance${run}`, letters: hex, length: 12, after: '' },
    { before: `c${run}`, letters: hex, length: 12, after: '' },
    { before: 'conf', letters: hex, length: 12, after: '' },
    { before: 'c', letters: hex, length: 7, after: '' },
    // No country has this code: nobody gets a message.
    { before: '+999', letters: digits, length: 9, after: '' },
    { before: '7', letters: digits, length: 9, after: '' },
  ],
  // Letters of both cases, digits and signs, whatever the random part brings: some targets ask for all, and document nothing.
  password: () => [
    { before: 'K', letters: mixed, length: 10, after: 'x4k7-!' },
    { before: 'K', letters: mixed, length: 10, after: 'x4k7' },
    { before: 'K', letters: mixed, length: 5, after: 'k7' },
    { before: '', letters: hex, length: 12, after: '' },
    { before: '7', letters: digits, length: 9, after: '' },
    { before: '7', letters: digits, length: 5, after: '' },
    { before: '7', letters: digits, length: 3, after: '' },
  ],
  nickname: () => [
    { before: 'user7', letters: digits, length: 8, after: '' },
    { before: 'u7', letters: digits, length: 5, after: '' },
    { before: 'k', letters: small, length: 7, after: '' },
  ],
};

/** Values that are made up without a run, such as a nickname, hold no name of one. */
const unnamed: Naming = { run: '', domain: usualDomain };

/** A form may allow a text and forbid the next, such as one with a digit twice. */
const attempts = 20;

/** A text that nobody has, and that login, registration and a change of the password allow, as far as they are among the operations. */
export function fresh(role: Fresh, operations: readonly Operation[], naming = unnamed): string {
  const places = operations
    .filter(({ flow }) => flow === 'login' || flow === 'register' || flow === 'change-password')
    .flatMap((operation) =>
      operation.parameters
        .filter((each) => each.role === role || (role === 'password' && each.role === 'new-password'))
        .map((parameter) => [operation, parameter] as const),
    );
  const all = forms[role](naming);
  for (const form of all)
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const text = filledIn(form);
      if (places.every(([operation, parameter]) => isAllowed(operation, parameter, text))) return text;
    }
  return filledIn(all[0]);
}

/** Another text of as many digits, decimal or hexadecimal. */
export function likeIt(part: string): string {
  return filledIn({ before: '', letters: /^\d+$/.test(part) ? digits : hex, length: part.length, after: '' });
}

function filledIn({ before, letters, length, after }: Form): string {
  return before + Array.from({ length }, () => letters.charAt(randomInt(letters.length))).join('') + after;
}
