/** What a judge finds. */
import type { Masker } from '../masking/mask.ts';
import type { Exchange } from '../http/exchange.ts';

/** One difference between what is documented and what was received. Texts are masked. */
export interface Mismatch {
  /** The operation whose answer it is. */
  readonly operation: string;
  readonly step: string;
  readonly kind: 'accepted' | 'refused' | 'status' | 'body' | 'header' | 'relation' | 'no-answer' | 'flaky';
  /** JSON Pointer into the answer's body; empty for the whole answer. */
  readonly pointer: string;
  readonly expected: string;
  readonly actual: string;
}

/** What becomes of an expectation: nothing wrong, mismatches, or why it could not be judged. */
export type Judgement =
  { readonly mismatches: readonly Mismatch[] } | { readonly blocked: string } | { readonly notTestable: string };

export const fine: Judgement = { mismatches: [] };

/** A value in one line, masked and of bounded length. */
export function show(value: unknown, masker: Masker, name = ''): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(masker.maskJson(glimpse(value), name));
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
}

/** More items and members of a value are not shown, and so not masked either: that takes seconds where there are many. */
const mostShown = 100;

function glimpse(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, mostShown);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).slice(0, mostShown));
}

/** An answer in a few words: "404 with {…}", "no answer: connection reset". */
export function showAnswer(exchange: Exchange, masker: Masker): string {
  if ('failure' in exchange.result) return `no answer: ${masker.mask(exchange.result.failure.message)}`;
  const { status, body } = exchange.result.response;
  const text = Buffer.from(body.slice(0, 4000)).toString('utf8').trim();
  if (text === '') return `${status} with an empty body`;
  let shown: string;
  try {
    shown = show(JSON.parse(text), masker);
  } catch {
    shown = masker.mask(text.replace(/\s+/g, ' ')).slice(0, 120);
  }
  return `${status} with ${shown}`;
}
