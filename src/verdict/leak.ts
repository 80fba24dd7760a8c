/** Whether an answer shows credentials that its request did not have. */
import type { Exchange } from '../client/exchange.ts';
import { issued, roleValue } from './outcome.ts';

/** Whether an answer shows a token that one of the exchanges brought, or the password of the account that it is about. */
export function showsCredentials(exchange: Exchange, exchanges: readonly Exchange[]): boolean {
  if (!('response' in exchange.result)) return false;
  const text = Buffer.from(exchange.result.response.body).toString('utf8');
  const sent = spelledOut(JSON.stringify(exchange.request));
  const tokens = exchanges.flatMap((each) => [issued(each, 'token'), issued(each, 'token-secret')]);
  return [...tokens, exchange.password].some(
    (secret) => secret !== undefined && isMixed(secret) && text.includes(secret) && !sent.includes(secret),
  );
}

/** What an answer shows of the sessions of others, or of the users that are not its own; undefined for nothing. */
export function showsOf(exchange: Exchange, others: readonly Exchange[]): string | undefined {
  if (!('response' in exchange.result)) return undefined;
  const text = Buffer.from(exchange.result.response.body).toString('utf8');
  const sent = spelledOut(JSON.stringify(exchange.request));
  // Whose session it is wrongly said to be is another promise's matter.
  const [own, named] = [issued(exchange, 'token'), roleValue(exchange, 'identity')];
  for (const other of others) {
    const token = issued(other, 'token');
    if (token !== undefined && token !== own && isToken(token) && text.includes(token) && !sent.includes(token))
      return 'a token of another session';
    // An address in quotes is a value, where a word may be anything.
    const { identity } = other;
    const isOther = identity !== exchange.identity && identity !== named;
    if (isOther && identity.includes('@') && text.includes(`"${identity}"`) && !sent.includes(identity))
      return 'the identity of another user';
  }
  return undefined;
}

/** What was sent, and what it says behind percent-encoding and base64: a refusal may repeat it. */
function spelledOut(sent: string): string {
  const decoded = sent.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
  const inside = sent.match(/[\w+/-]{16,}/g) ?? [];
  return [sent, decoded, ...inside.map((run) => Buffer.from(run, 'base64').toString('latin1'))].join('\n');
}

/** Long and mixed enough that it is no word: what a refusal says may hold one. */
function isMixed(text: string): boolean {
  return text.length >= 8 && /\d/.test(text) && /[a-z]/i.test(text);
}

/** Long enough that no word is a token, even where chance gave it no digit. */
function isToken(text: string): boolean {
  return isMixed(text) || /^\S{16,}$/.test(text);
}
