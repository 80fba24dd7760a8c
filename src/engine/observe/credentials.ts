/** Finds credentials in responses in which there should be none. */
import type { Exchange } from '../http/exchange.ts';
import type { Body } from './body.ts';

/** Whether a response carries credentials that were not sent: in a header for tokens, or under the name of an issued one. */
export function carriesCredentials(exchange: Exchange, body: Body): boolean {
  return inHeaders(exchange) || ('json' in body && inBody(exchange, body.json));
}

/** Long and mixed enough that it is no word, as in `{"errors": {"token": "invalid"}}`. */
function looksIssued(text: string): boolean {
  return /^\S{8,}$/.test(text) && (/\d/.test(text) || (/[a-z]/.test(text) && /[A-Z]/.test(text)));
}

function inHeaders({ result, request, operation }: Exchange): boolean {
  if (!('response' in result)) return false;
  const names = new Set(operation.credentialMembers.map((name) => name.toLowerCase().replaceAll('_', '-')));
  const sent = JSON.stringify(request);
  return result.response.headers.some(([name, value]) => {
    const isForTokens =
      /^(authorization|(x-)?(auth|access|session|user)-?token)$/i.test(name) || names.has(name.toLowerCase());
    const credential = withoutScheme(value);
    return isForTokens && looksIssued(credential) && !sent.includes(JSON.stringify(credential).slice(1, -1));
  });
}

/** The credential in the value of a header; nothing for a challenge in the wrong place. */
function withoutScheme(value: string): string {
  const bare = value.replace(/^\w+ +/, '');
  return /^(realm|error)=/i.test(bare) ? '' : bare.replace(/^token=/i, '').replace(/^"|"$/g, '');
}

function inBody({ request, operation }: Exchange, json: unknown): boolean {
  const sent = JSON.stringify(request);
  const isCredential = (name: string, member: unknown): boolean =>
    typeof member === 'string' &&
    operation.credentialMembers.includes(name) &&
    looksIssued(member) &&
    !sent.includes(JSON.stringify(member).slice(1, -1));
  const carries = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    if (Array.isArray(value)) return value.some(carries);
    return Object.entries(value).some(([name, member]) => isCredential(name, member) || carries(member));
  };
  return carries(json);
}
