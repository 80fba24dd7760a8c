/** Choices of any server: the form of responses and tokens. */
import { pbkdf2Sync, randomBytes, randomUUID } from 'node:crypto';
import { randomHex } from '../secrets.ts';
import type { Answer } from '../types.ts';

type Present = (answer: Answer) => Answer;

const onErrors =
  (change: Present): Present =>
  (answer) =>
    answer.status < 400 ? answer : change(answer);

const textual = (type: string, text: string): Present =>
  onErrors(({ status, headers }) => ({ status, text, headers: { ...headers, 'content-type': type } }));

/** Errors are HTML pages. */
export const htmlErrors = textual(
  'text/html; charset=UTF-8',
  '<!doctype html>\n<title>Error</title>\n<h1>Error</h1>\n',
);

/** Errors are a line of plain text. */
export const plainErrors = textual('text/plain', 'error\n');

/** Errors have no body. */
export const emptyErrors = onErrors(({ status, headers }) => (headers ? { status, headers } : { status }));

/** Errors are one JSON string. */
export const stringErrors = onErrors((answer) => ({ ...answer, body: 'error' }));

/** JSON objects have undocumented properties at the top. */
export const moreMembers: Present = (answer) =>
  typeof answer.body === 'object' && answer.body !== null && !Array.isArray(answer.body)
    ? { ...answer, body: { request_id: randomUUID(), links: { self: null }, tags: [1, 'two'], ...answer.body } }
    : answer;

/** Responses with status `from` have status `to` instead. */
export const restatus =
  (from: number, to: number): Present =>
  (answer) =>
    answer.status === from ? { ...answer, status: to } : answer;

/** Indented JSON, declared as UTF-8 in a media type of unusual case. */
export const dressed = {
  jsonType: 'Application/JSON;charset=UTF-8',
  errorType: 'application/json; charset="utf-8"',
  writeJson: (value: unknown): string => `\n${JSON.stringify(value, null, '\t')}\r\n`,
};

/** Errors are RFC 9457 problem documents by their media type. */
export const problems = { errorType: 'application/problem+json' };

/** JSON with `@` and `/` escaped: other bytes, the same value. */
export const escaped = {
  writeJson: (value: unknown): string =>
    JSON.stringify(value).replace(/@|\//g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
};

/** Tokens of 16 hexadecimal digits. */
export const hexToken = (): string => randomHex(8);

/** Tokens that are UUIDs. */
export const uuidToken = (): string => randomUUID();

/** Tokens in base64 that contain `+`, `/` and `=`. */
export const base64Token = (): string => `${randomBytes(9).toString('base64')}+/${randomBytes(8).toString('base64')}`;

/** Tokens of three long base64url parts, as of a JSON Web Token. */
export const longToken = (): string => [15, 90, 32].map((size) => randomBytes(size).toString('base64url')).join('.');

/** Identities are compared without regard to case. */
export const sameIdentity = (stored: string, given: string): boolean => stored.toLowerCase() === given.toLowerCase();

const salt = randomBytes(8);
const derived = (password: string): string => pbkdf2Sync(password, salt, 1, 16, 'sha256').toString('hex');

/** Passwords are stored as PBKDF2 keys, whose HMAC ignores NUL characters at the end. */
export const derivedPassword = (stored: string, given: string): boolean => derived(stored) === derived(given);
