/** Statements about the response to a request; each request is a phrase such as "a wrong password". */
import type { Answer } from '../../contract/model.ts';
import { listOf } from '../text.ts';

/** The longest description of a body that a statement repeats. */
const maxBodyLength = 40;

/** The target has to reject it, with any documented or undocumented rejection. */
export function rejects(request: string): string {
  return `rejects ${request}`;
}

/** The target has to reject it, and a server error would not be a rejection. */
export function rejectsCleanly(request: string): string {
  return `rejects ${request} (without 5xx)`;
}

/** The target may accept or reject it. */
export function noServerError(request: string): string {
  return `responds without 5xx to ${request}`;
}

/** The target has to accept it. */
export function accepts(request: string): string {
  return `accepts ${request}`;
}

/** The target has to send one of the documented responses. */
export function responds(documented: readonly Answer[], request: string): string {
  if (documented.some(({ status }) => status === 'default')) return rejects(request);
  const plain = new Set<string>();
  const withBody = new Set<string>();
  for (const response of documented) {
    const status = response.status.toLowerCase();
    const body = bodyOf(response);
    if (body === undefined) plain.add(status);
    else withBody.add(`${status} with ${body}`);
  }
  if (withBody.size === 0) return `responds ${listOf([...plain], 'or')} to ${request}`;
  if (plain.size === 0) return `responds ${[...withBody].join(', or ')} to ${request}`;
  return `responds ${[...plain].join(', ')}, or ${[...withBody].join(', or ')}, to ${request}`;
}

function bodyOf({ bodyOptional, schema }: Answer): string | undefined {
  const description = bodyOptional ? undefined : schema?.description?.replace(/\.$/, '');
  if (description === undefined || description.length > maxBodyLength) return undefined;
  return description.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase());
}
