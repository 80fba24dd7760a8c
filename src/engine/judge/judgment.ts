/** The input of a judge, and its judgment. */
import { defined } from '../../core/defined.ts';
import type { Observation } from '../observe/observation.ts';
import type { Masker } from '../masking/mask.ts';
import type { Mismatch, MismatchCode, Values } from '../results/mismatch.ts';
import { kindOfCode } from '../results/mismatch.ts';
import type { Reason, ReasonCode } from '../results/reason.ts';

/** The exchanges of a case so far, and what is known of the target. */
export interface JudgeInput {
  readonly exchanges: ReadonlyMap<string, Observation>;
  readonly masker: Masker;
  readonly https: boolean;
  readonly loopback: boolean;
  /** Those of the clients that are configured. */
  readonly clientSecrets: readonly string[];
  /** Keys of tokens that others know, by the settings. */
  readonly guessedKeys?: readonly string[];
}

/** The judgment of an expectation: mismatches, if any, or the reason why it could not be judged. */
export type Judgment =
  { readonly mismatches: readonly Mismatch[] } | { readonly blocked: Reason } | { readonly notTestable: Reason };

export const pass: Judgment = { mismatches: [] };

/** A mismatch in an exchange. */
export function mismatch(
  exchange: Observation,
  code: MismatchCode,
  expected: Values,
  actual: Values,
  pointer = '',
): Mismatch {
  const { operation, step } = exchange;
  const status = exchange.status;
  return {
    kind: kindOfCode[code],
    code,
    operation: operation.id,
    step,
    pointer,
    ...defined({ status }),
    expected,
    actual,
  };
}

/** The judgment that consists of one mismatch. */
export function fail(...[exchange, code, expected, actual, pointer]: Parameters<typeof mismatch>): Judgment {
  return { mismatches: [mismatch(exchange, code, expected, actual, pointer)] };
}

/** Something before it failed. */
export function blocked(code: ReasonCode, values: Omit<Reason, 'code'> = {}): Judgment {
  return { blocked: { code, ...values } };
}

/** It cannot be tested as things are. */
export function notTestable(code: ReasonCode, values: Omit<Reason, 'code'> = {}): Judgment {
  return { notTestable: { code, ...values } };
}
