/** The media types of bodies that the harness writes and reads. */
import type { Schema } from './model.ts';

export const jsonType = 'application/json';
export const formType = 'application/x-www-form-urlencoded';
/** Text fields, each a part (RFC 7578). */
export const multipartType = 'multipart/form-data';

/** Whether a body has fields with names, and no JSON. */
export function isFormType(type: string): boolean {
  return type === formType || type === multipartType;
}

export function isJsonType(type: string): boolean {
  return /^application\/([\w.-]+\+)?json\b/i.test(type);
}

/** The content of a response that is JSON, which some servers call `text/json`. */
export function jsonIn<T>(content: readonly (readonly [type: string, media: T])[]): readonly [string, T] | undefined {
  return content.find(([type]) => isJsonType(type)) ?? content.find(([type]) => /^text\/json\b/i.test(type));
}

/** Whether a body is text whose schema says so: a string, or several of them. */
export function isText(type: string, schema: Schema): boolean {
  const isString = ({ type: own, const: only, enum: some, anyOf, oneOf }: Schema): boolean =>
    (anyOf ?? oneOf)?.every(isString) ??
    (own === 'string' || [only, ...(some ?? [])].some((each) => typeof each === 'string'));
  return /^text\//i.test(type) && isString(schema);
}
