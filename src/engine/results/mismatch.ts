/** A mismatch as values: nothing here is a sentence, and nothing that people read decides anything. */
import type { Role, Schema } from '../../contract/model.ts';
import type { BodyProblem } from '../observe/body.ts';
import type { HttpFailure } from '../http/http.ts';

/** The subject of a mismatch; `accepted` is a request that was accepted and should not have been. */
type MismatchKind =
  'accepted' | 'rejected' | 'status' | 'body' | 'header' | 'relation' | 'disclosure' | 'no-response' | 'flaky';

/** Every fact that a judge can find, and what it is about. */
export const kindOfCode = {
  flaky: 'flaky',
  'no-response': 'no-response',
  accepted: 'accepted',
  'both-accepted': 'accepted',
  'session-of-another': 'accepted',
  'rejection-with-credentials': 'accepted',
  'rejection-with-success-body': 'accepted',
  'rejection-with-secret': 'accepted',
  rejected: 'rejected',
  'body-level-error': 'rejected',
  'status-undocumented': 'status',
  'status-not-allowed': 'status',
  'not-rejected': 'status',
  'server-error': 'status',
  redirect: 'status',
  'not-json': 'body',
  'body-schema': 'body',
  'property-missing': 'body',
  'property-type': 'body',
  'property-value': 'body',
  'token-unprintable': 'body',
  'token-too-long': 'body',
  'content-type': 'header',
  'json-unparsable': 'header',
  'header-missing': 'header',
  'header-value': 'header',
  'cookie-lifetime': 'header',
  'plain-http': 'header',
  'value-differs': 'relation',
  'value-repeated': 'relation',
  'identity-differs': 'relation',
  'responses-differ': 'relation',
  'token-issued': 'relation',
  'token-secret-is-token': 'relation',
  'token-too-short': 'relation',
  'token-contains-identity': 'relation',
  'token-computable': 'relation',
  'tokens-counted': 'relation',
  'tokens-alike': 'relation',
  'token-unsigned': 'relation',
  'key-guessed': 'relation',
  'token-endless': 'relation',
  'guesses-not-limited': 'relation',
  'right-granted': 'relation',
  'claim-type': 'relation',
  'claim-in-milliseconds': 'relation',
  'token-expired-when-issued': 'relation',
  'token-not-yet-valid': 'relation',
  'password-disclosed': 'disclosure',
  'internal-details': 'disclosure',
  'token-disclosed': 'disclosure',
  'identity-disclosed': 'disclosure',
} as const satisfies Record<string, MismatchKind>;

/** The exact fact. */
export type MismatchCode = keyof typeof kindOfCode;

/** A documented response: its status as a number, or the range that the contract writes, and what its body says. */
export interface DocumentedStatus {
  readonly status: number | string;
  readonly description?: string;
}

/** The values of a mismatch; each code has those that its sentence needs. Texts that the target chose are masked and cut. */
export interface Values {
  readonly responses?: readonly DocumentedStatus[];
  readonly status?: number;
  readonly statuses?: readonly number[];
  /** A body, or a part of it. */
  readonly body?: string;
  /** The target of a redirect. */
  readonly location?: string;
  /** Seconds by which the target's clock is ahead; negative if it is behind. */
  readonly ahead?: number;
  readonly problem?: BodyProblem;
  readonly failure?: HttpFailure['kind'];
  /** The text of the failure. */
  readonly message?: string;
  /** Whether the target has not responded to any request since. */
  readonly isLast?: boolean;
  /** A value as JSON. */
  readonly value?: string;
  /** The JSON type of that value. */
  readonly type?: string;
  /** The JSON Schema keyword that it breaks, and what that keyword asks for. */
  readonly keyword?: string;
  readonly limit?: unknown;
  /** The assertions of the schema that it breaks. */
  readonly schema?: Schema;
  readonly header?: string;
  readonly claim?: string;
  readonly algorithm?: string;
  readonly role?: Role;
  /** Another step, which this one is compared with. */
  readonly step?: string;
  /** The form of a password, or the kind of internal detail. */
  readonly form?: 'plain' | 'encoded' | 'hashed' | 'stack-trace' | 'database-message';
  /** The mismatch that one of two executions showed. */
  readonly seen?: MismatchCode;
  readonly length?: number;
  /** The number of like requests, and of those that show it. */
  readonly count?: number;
  readonly of?: number;
  readonly tokens?: readonly { readonly fingerprint: string; readonly length: number }[];
}

/** One difference between what is documented and what was received. */
export interface Mismatch {
  readonly kind: MismatchKind;
  readonly code: MismatchCode;
  /** The operation whose response it is. */
  readonly operation: string;
  readonly step: string;
  /** JSON Pointer into the body; empty for the whole response. */
  readonly pointer: string;
  /** Of the response, where there is one. */
  readonly status?: number;
  readonly expected: Values;
  readonly actual: Values;
}

/** A mismatch with the name of the defect that may be behind it. */
export type FoundMismatch = Mismatch & {
  readonly defectKey?: string;
  /** When the last byte of an unattributed response arrived, in milliseconds since 1970. */
  readonly answeredAt?: number;
};

/** A mismatch whose texts that the target chose are masked once more; its codes are never taken for secrets. */
export function withMaskedTexts<M extends Mismatch>(mismatch: M, mask: (text: string) => string): M {
  const texts = ['body', 'value', 'message', 'location'] as const;
  const values = (own: Values): Values => {
    const masked = texts.flatMap((name) => (own[name] === undefined ? [] : [[name, mask(own[name])] as const]));
    return { ...own, ...Object.fromEntries(masked) };
  };
  const { pointer, expected, actual } = mismatch;
  return { ...mismatch, pointer: mask(pointer), expected: values(expected), actual: values(actual) };
}
