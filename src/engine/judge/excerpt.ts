/** What a report shows of a response: masked, in one line, of bounded length. */
import { digitsOf, parseLossless, stringifyLossless } from '../../core/lossless-json.ts';
import type { Observation } from '../observe/observation.ts';
import type { Masker } from '../masking/mask.ts';
import type { Values } from '../results/mismatch.ts';

const maxLength = 160;
const maxTextLength = 120;
/** Bytes of a body that are looked at. */
const maxBytes = 4000;
/** Items and members of a value that are looked at: to mask more takes seconds. */
const maxItems = 100;

/** A value as JSON, with its type; nothing for an absent one. */
export function valueExcerpt(value: unknown, masker: Masker, name = ''): Values {
  if (value === undefined) return {};
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return { type, value: jsonExcerpt(value, masker, name) };
}

function jsonExcerpt(value: unknown, masker: Masker, name = ''): string {
  const text = stringifyLossless(masker.maskJson(beginning(value), name));
  return text.length > maxLength ? `${text.slice(0, maxLength - 3)}…` : text;
}

function beginning(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, maxItems);
  if (typeof value !== 'object' || value === null || digitsOf(value) !== undefined) return value;
  return Object.fromEntries(Object.entries(value).slice(0, maxItems));
}

/** The status and the body of a response, or why there is none. */
export function responseExcerpt(exchange: Observation, masker: Masker): Values {
  if ('failure' in exchange.result) {
    const { kind, message } = exchange.result.failure;
    return { failure: kind, message: masker.mask(message) };
  }
  const { status, body } = exchange.result.response;
  const text = Buffer.from(body.slice(0, maxBytes)).toString('utf8').trim();
  if (text === '') return { status, body: '' };
  try {
    return { status, body: jsonExcerpt(parseLossless(text), masker) };
  } catch {
    return { status, body: masker.mask(text.replace(/\s+/g, ' ')).slice(0, maxTextLength) };
  }
}
