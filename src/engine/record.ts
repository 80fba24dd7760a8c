/** An exchange as it is written down: without secrets. */
import { parseLossless, stringifyLossless } from '../core/lossless-json.ts';
import type { Exchange } from './http/exchange.ts';
import type { Masker } from './masking/mask.ts';
import { urlOf } from './http/http.ts';

export interface RecordedExchange {
  readonly step: string;
  readonly operation: string;
  /** Milliseconds. */
  readonly duration: number;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: readonly (readonly [string, string])[];
    readonly body?: string;
  };
  readonly response?: {
    readonly status: number;
    readonly headers: readonly (readonly [string, string])[];
    readonly body: string;
  };
  readonly failure?: string;
}

/** One request in a line: nothing of it is secret. */
export interface SentRequest {
  readonly step: string;
  readonly method: string;
  /** As the contract writes it, with names for what varies. */
  readonly path: string;
  /** Absent when no response came. */
  readonly status?: number;
  /** Milliseconds. */
  readonly duration: number;
}

/** A request in a line. */
export function sentRequest({ step, operation, request, result, duration }: Exchange): SentRequest {
  return {
    step,
    method: request.method,
    path: operation.path,
    ...('response' in result ? { status: result.response.status } : {}),
    duration: Math.round(duration * 10) / 10,
  };
}

const longestBody = 4000;
/** The end of what is looked at: far enough for no secret to be cut in two before `longestBody`. */
const longestLook = 64 * 1024;

/** Writes an exchange down, masked. */
export function record(exchange: Exchange, masker: Masker): RecordedExchange {
  const { request, result } = exchange;
  const query = request.query.map(([name, value]): [string, string] => [name, masker.maskPair(name, value)]);
  const type = Object.entries(request.headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  return {
    step: exchange.step,
    operation: exchange.operation.id,
    duration: Math.round(exchange.duration * 10) / 10,
    request: {
      method: request.method,
      url: masker.mask(readable(urlOf({ url: request.url, query }))),
      headers: headers(Object.entries(request.headers), masker),
      ...(request.body === undefined ? {} : { body: bodyText(request.body, type, masker) }),
    },
    ...('failure' in result
      ? { failure: masker.maskText(result.failure.message) }
      : {
          response: {
            status: result.response.status,
            headers: headers(result.response.headers, masker),
            body: bodyText(
              Buffer.from(result.response.body.slice(0, longestLook)).toString('utf8'),
              'application/json',
              masker,
            ),
          },
        }),
  };
}

function headers(pairs: readonly (readonly [string, string])[], masker: Masker): [string, string][] {
  return pairs.map(([name, value]) => [masker.mask(name), masker.maskHeader(name, value)]);
}

function bodyText(text: string, type: string, masker: Masker): string {
  return shortened(type.includes('form') ? formText(text, masker) : jsonText(text, masker));
}

function formText(text: string, masker: Masker): string {
  return [...new URLSearchParams(text)].map(([name, value]) => `${name}=${masker.maskPair(name, value)}`).join('&');
}

function jsonText(text: string, masker: Masker): string {
  try {
    return stringifyLossless(masker.maskJson(parseLossless(text)), 2);
  } catch {
    return masker.maskText(text);
  }
}

/** A URL as people read it: the brackets of a fingerprint are not escaped. */
function readable(url: string): string {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}

function shortened(text: string): string {
  return text.length > longestBody ? `${text.slice(0, longestBody)}… (${text.length} characters)` : text;
}
