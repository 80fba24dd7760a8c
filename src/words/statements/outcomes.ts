/** Statements about documented outcomes: success and its body, duplicates, media types. */
import { describeSchema } from '../../contract/members.ts';
import type { Flow, Schema } from '../../contract/model.ts';
import { validRequests } from '../flows.ts';
import { code } from '../text.ts';

/** The documented success of an operation. */
export function success(flow: Flow, status: string | undefined): string {
  return `responds ${(status ?? '2xx').toLowerCase()} to ${validRequests[flow]}`;
}

/** A property of the body. */
export function property(name: string, schema: Schema, required: boolean): string {
  return `returns ${code(name)}${required ? '' : ', if present,'} as ${value(schema)}`;
}

/** A response header. */
export function header(name: string, schema: Schema, required: boolean): string {
  return `sends ${code(name)}${required ? '' : ', if present,'} as ${value(schema)}`;
}

/** A session cookie. */
export function cookie(name: string): string {
  return `sets the cookie ${code(name)}`;
}

function value(schema: Schema): string {
  return schema.const === undefined ? describeSchema(schema) : JSON.stringify(schema.const);
}

export const outcomeStatements = {
  'media-type': 'sends JSON with `Content-Type: application/json`',
  https: 'responds over HTTPS',
  'refusal-media-type': 'sends JSON errors with `Content-Type: application/json`',
  'unknown-user-media-type': 'sends JSON errors about unknown users with `Content-Type: application/json`',
  'duplicate-media-type': 'sends JSON errors about duplicates with `Content-Type: application/json`',
} as const;

export const duplicatePhrases = {
  other: 'a duplicate registration',
  samePassword: 'a duplicate registration (same password)',
} as const;

/** A request sent by another method than the documented one. */
export function byMethod(request: string, method: string): string {
  return `${request} (by ${method})`;
}

/** Sessions of logins that use another method. */
export function sessionsBy(method: string): string {
  return `issues a separate session to each login by ${method} and ends it at logout`;
}
