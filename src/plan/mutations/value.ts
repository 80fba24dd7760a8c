/** Arguments of mutations. */
import type { TextEdit } from './texts.ts';

/** A setting that a case needs. */
export type Need =
  | 'second-account'
  | 'own-username'
  | 'registration'
  | 'verification-code'
  | 'client'
  | 'limited-client'
  | 'probe-path'
  | 'wait';

/** The account of a request: a configured one, or one generated during the case. */
export type AccountName = 'account' | 'second' | `generated${number}`;

/** A value that is known when the case runs. */
export type Value =
  | {
      readonly literal: unknown;
      /** The part of a text that each case makes up for itself. */
      readonly anew?: string;
    }
  | {
      readonly of: AccountName;
      /** `new-password`: the one that the next change of the password sets; `former-password`: the one before the last change. */
      readonly part: 'identity' | 'password' | 'new-password' | 'former-password' | 'verification-code';
      /** The mutation of the text. */
      readonly by?: TextEdit;
      /** Sent as the only item of an array. */
      readonly inArray?: true;
      /** Sent as a condition of a database query that the text meets, and texts of other accounts do not. */
      readonly inCondition?: true;
    };

/** The value in the array or the condition that it is sent in. */
export function wrapped({ inArray, inCondition }: Extract<Value, { of: string }>, sent: string): unknown {
  if (inCondition === true) return { $gt: '', $ne: null, $in: [sent] };
  return inArray === true ? [sent] : sent;
}
