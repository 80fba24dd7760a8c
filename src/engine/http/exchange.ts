/** One request and what came of it. */
import type { Operation } from '../../contract/model.ts';
import type { HttpFailure, HttpRequest, HttpResult } from './http.ts';

/** As it happened, secrets and all: stays in memory. */
export interface Exchange {
  readonly step: string;
  readonly operation: Operation;
  readonly request: HttpRequest;
  readonly result: HttpResult;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  /** Milliseconds from sending to the last byte. */
  readonly duration: number;
  /** The identity and the password that the request acts for. */
  readonly identity: string;
  readonly password: string;
  /** The password that a change of it asks for. */
  readonly newPassword?: string;
}

/** The value of a response header, case-insensitively; several are joined with a comma (RFC 9110 section 5.2). */
export function headerOf(exchange: Exchange, name: string): string | undefined {
  if (!('response' in exchange.result)) return undefined;
  const values = exchange.result.response.headers.filter(([each]) => each.toLowerCase() === name.toLowerCase());
  return values.length === 0 ? undefined : values.map(([, value]) => value).join(', ');
}

/** Why a request got no response; undefined where it got one. */
export function failureOf({ result }: Exchange): HttpFailure['kind'] | undefined {
  return 'failure' in result ? result.failure.kind : undefined;
}
