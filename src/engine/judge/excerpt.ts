/** The excerpt of a response for a report: masked, in one line, of bounded length. */
import { defined } from '../../core/defined.ts';
import { digitsOf, parseLossless, stringifyLossless } from '../../core/lossless-json.ts';
import type { Observation } from '../observe/observation.ts';
import type { Masker } from '../masking/mask.ts';
import { headerOf } from '../http/exchange.ts';
import type { Reason } from '../results/reason.ts';
import type { Values } from '../results/mismatch.ts';
import { blocked } from './judgment.ts';
import type { Judgment } from './judgment.ts';

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
  return cut(text, maxLength);
}

function beginning(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, maxItems);
  if (typeof value !== 'object' || value === null || digitsOf(value) !== undefined) return value;
  return Object.fromEntries(Object.entries(value).slice(0, maxItems));
}

/** Characters of a response that a reason shows. */
const maxReasonLength = 80;

/** The part of a response that a reason shows: its status, the beginning of its body, and the target of a redirect. */
export function answerOf(
  exchange: Observation,
  masker: Masker,
): Pick<Reason, 'status' | 'text' | 'location' | 'ahead'> {
  const { status, body, message, ahead } = responseExcerpt(exchange, masker);
  const text = cut(body ?? message ?? '', maxReasonLength) || undefined;
  return defined({ status, text, location: locationOf(exchange, masker), ahead });
}

/** Nothing can be judged, as a request was not accepted: which one, and what it got. */
export function notAccepted(exchange: Observation, masker: Masker): Judgment {
  const { step, operation } = exchange;
  return blocked('not-accepted', {
    step,
    method: operation.method,
    path: operation.path,
    ...answerOf(exchange, masker),
  });
}

/** Seconds by which clocks may differ without being named. */
const nearlySame = 60;

/** Seconds by which the target's clock is ahead of this machine's, where that is much; said of rejections only. */
function clockOf(exchange: Observation): Pick<Values, 'ahead'> {
  const { status = 0, sentAt, duration } = exchange;
  const date = status < 400 ? NaN : Date.parse(headerOf(exchange, 'date') ?? '');
  if (Number.isNaN(date)) return {};
  const ahead = date < sentAt ? date - sentAt : Math.max(0, date - sentAt - duration);
  return Math.abs(ahead) > nearlySame * 1000 ? { ahead: Math.round(ahead / 1000) } : {};
}

/** The target of a redirect; undefined for any other response. */
function locationOf(exchange: Observation, masker: Masker): string | undefined {
  const { status = 0, request } = exchange;
  const to = status >= 300 && status <= 399 ? headerOf(exchange, 'location') : undefined;
  if (to === undefined) return undefined;
  const url = URL.canParse(to, request.url) ? new URL(to, request.url).href : to;
  return cut(masker.mask(url), maxTextLength);
}

/** The beginning of a text, without half a word or half a tag. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const whole = text.slice(0, length - 1).replace(/\p{Surrogate}$/u, '');
  const untagged = whole.replace(/<[^<>]*$/, '');
  const words = untagged.replace(/(?<![^\s,<>{}[\]])[^\s,<>{}[\]]*$/, '');
  return `${(words.length > length / 2 ? words : untagged === '' ? whole : untagged).trimEnd()}…`;
}

/** The status and the body of a response, or why there is none. */
export function responseExcerpt(exchange: Observation, masker: Masker): Values {
  if ('failure' in exchange.result) {
    const { kind, message } = exchange.result.failure;
    return { failure: kind, message: masker.mask(message) };
  }
  const { status, body } = exchange.result.response;
  const text = Buffer.from(body.slice(0, maxBytes)).toString('utf8').trim();
  const more = { ...defined({ location: locationOf(exchange, masker) }), ...clockOf(exchange) };
  if (text === '') return { status, body: '', ...more };
  try {
    return { status, body: jsonExcerpt(parseLossless(text), masker), ...more };
  } catch {
    return { status, body: cut(masker.mask(text.replace(/\s+/g, ' ')), maxTextLength), ...more };
  }
}
