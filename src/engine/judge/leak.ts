/** Disclosures of a response beyond its request: credentials, and the identities of others. */
import type { Observation } from '../observe/observation.ts';
import { hashesIn } from '../masking/hash-notations.ts';

/** Whether an answer shows a token that one of the exchanges brought, the password of the account that it is about, or a client's secret. */
export function showsCredentials(
  exchange: Observation,
  exchanges: readonly Observation[],
  clientSecrets: readonly string[],
): boolean {
  const { text, sent } = textOf(exchange);
  const tokensOf = ({ session }: Observation): (string | undefined)[] => [session?.token, session?.tokenSecret];
  const others = exchanges.filter(({ step }) => step !== exchange.step).flatMap(tokensOf);
  const shows = (shown: string, secret: string | undefined): boolean =>
    secret !== undefined && isMixed(secret) && shown.includes(secret) && !sent.includes(secret);
  // Any response may begin the session of a visit, and set its cookie.
  const withoutCookies = textOf(exchange, (name) => !/^set-cookie$/i.test(name)).text;
  return (
    [...others, exchange.password, ...clientSecrets].some((secret) => shows(text, secret)) ||
    tokensOf(exchange).some((secret) => shows(withoutCookies, secret))
  );
}

/** Whether an answer shows the hash of a password, whosever it is; a token may look like one. */
export function showsHash(exchange: Observation): boolean {
  const { text, sent } = textOf(exchange, (name) => !/^set-cookie$/i.test(name));
  const known = [sent, exchange.session?.token, exchange.valueOf('refresh-token')].join('\n');
  return hashesIn(text).some((hash) => !known.includes(hash));
}

/** The text of an answer with its headers, and what its request said, which the answer may repeat. */
function textOf(
  { result, request }: Observation,
  isShown: (header: string) => boolean = () => true,
): { text: string; sent: string } {
  const [headers, body] =
    'response' in result
      ? [
          result.response.headers.filter(([name]) => isShown(name)).map(([, value]) => value),
          Buffer.from(result.response.body).toString('utf8'),
        ]
      : [[], ''];
  return { text: [body, ...headers].join('\n'), sent: spelledOut(JSON.stringify(request)) };
}

/** Whether an answer shows a token of another session. */
export function showsTokenOf(exchange: Observation, others: readonly Observation[]): boolean {
  const { text, sent } = textOf(exchange);
  const own = exchange.session?.token;
  return others
    .map((other) => other.session?.token)
    .some(
      (token) =>
        token !== undefined && token !== own && isToken(token) && text.includes(token) && !sent.includes(token),
    );
}

/** Whether an answer names another user; whose session it is wrongly said to be is another promise's matter. */
export function showsIdentityOf(exchange: Observation, others: readonly Observation[]): boolean {
  const { text, sent } = textOf(exchange);
  const own = [exchange.identity, exchange.valueOf('identity')];
  return others.some(({ identity }) => !own.includes(identity) && isNamed(identity, text) && !sent.includes(identity));
}

/** Whether an answer names another user in place of its own. */
export function showsIdentityInstead(exchange: Observation, others: readonly Observation[]): boolean {
  return showsIdentityOf(exchange, others) && !isNamed(exchange.identity, textOf(exchange).text);
}

/** An address in quotes is a value, where a word may be anything. */
function isNamed(identity: string, text: string): boolean {
  return identity.includes('@') && text.includes(`"${identity}"`);
}

/** The values of the request, also decoded from percent-encoding and base64: a refusal may repeat them. */
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
