/** Verification of OAuth 1.0a requests (RFC 5849 §3.1-3.5), with protocol parameters in the `Authorization` header. */
import { Refusal } from './app.ts';
import { findSession } from './accounts.ts';
import { signatureOf, type SignedRequest } from './oauth1-signature.ts';
import { readAuthorization, readPairs, type Pairs } from './read.ts';
import { sameText } from './secrets.ts';
import type { SessionRules } from './shared-rules.ts';
import type { Answer } from './types.ts';
import type { Client, Session, World } from './world.ts';

/** The decisions of a server that verifies signatures. */
interface OAuth1Rules extends SessionRules {
  /** The header of the protocol parameters (RFC 5849 §3.5.1). */
  authorizationFrom: (request: Request) => string | null;
  /** Is this the scheme? Its case does not matter (RFC 5849 §3.5.1). */
  oauthScheme: (scheme: string) => boolean;
  /** Protocol parameters that a request with this signature method needs (RFC 5849 §3.1). */
  protocolParameters: (signatureMethod: string) => string[];
  /** May a protocol parameter come more than once (RFC 5849 §3.1)? */
  repeatsAllowed: boolean;
  /** Is this `oauth_version`, if any, supported (RFC 5849 §3.1)? */
  versionAccepted: (version: string | undefined) => boolean;
  /** Supported signature methods (RFC 5849 §3.4). */
  signatureMethods: string[];
  /** May a request to this URL be signed with PLAINTEXT (RFC 5849 §3.4.4 wants TLS)? */
  plaintextAllowed: (url: URL) => boolean;
  /** Is this the client's id? */
  clientMatches: (stored: string, given: string) => boolean;
  /** Is this the signature of this request (RFC 5849 §3.2)? */
  verifySignature: (request: SignedRequest, signature: string) => boolean;
  /** Is this timestamp in the window, `now` in milliseconds (RFC 5849 §3.3)? */
  timestampAccepted: (timestamp: string, now: number) => boolean;
  /** The scope in which a nonce is unique (RFC 5849 §3.3). */
  nonceKey: (nonce: string, timestamp: string, clientId: string, token: string) => string;
  /** Was this nonce used before? Remembers it (RFC 5849 §3.3). */
  nonceSeen: (nonces: Set<string>, key: string) => boolean;
  /** May this client use this session's token? */
  tokenBelongs: (session: Session, client: Client) => boolean;
  /** A request that is not signed (ar.txt:4). */
  unsigned: Answer;
  /** A request whose protocol parameters cannot be used (RFC 5849 §3.2: 400). */
  malformed: (problem: string) => Answer;
  /** A request whose client, token, signature or nonce is not valid (RFC 5849 §3.2: 401). */
  unverified: (problem: string) => Answer;
}

/** The signer of a request: a client, and a user if there is a session (ar.txt:4). */
export interface Signer {
  client: Client;
  session: Session | undefined;
}

/** Seconds by which a client's clock may be wrong. */
const timestampWindow = 300;

/** Verification after RFC 5849; the API decides the responses. */
export const oauth1Rules = {
  authorizationFrom: (request: Request): string | null => request.headers.get('authorization'),
  oauthScheme: (scheme: string): boolean => scheme.toLowerCase() === 'oauth',
  protocolParameters: (signatureMethod: string): string[] => [
    ...['oauth_consumer_key', 'oauth_signature_method', 'oauth_signature'],
    ...(signatureMethod === 'PLAINTEXT' ? [] : ['oauth_timestamp', 'oauth_nonce']),
  ],
  repeatsAllowed: false,
  versionAccepted: (version: string | undefined): boolean => version === undefined || version === '1.0',
  signatureMethods: ['HMAC-SHA1', 'HMAC-SHA256', 'PLAINTEXT'],
  plaintextAllowed: (url: URL): boolean =>
    url.protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname),
  clientMatches: sameText,
  verifySignature: (request: SignedRequest, signature: string): boolean => {
    const expected = signatureOf(request);
    return expected !== undefined && sameText(expected, signature);
  },
  timestampAccepted: (timestamp: string, now: number): boolean =>
    /^[1-9]\d*$/.test(timestamp) && Math.abs(now / 1000 - Number(timestamp)) <= timestampWindow,
  nonceKey: (nonce: string, timestamp: string, clientId: string, token: string): string =>
    JSON.stringify([nonce, timestamp, clientId, token]),
  nonceSeen: (nonces: Set<string>, key: string): boolean => {
    const seen = nonces.has(key);
    nonces.add(key);
    return seen;
  },
  tokenBelongs: (session: Session, client: Client): boolean => session.clientId === client.id,
};

/** The parameters of an `OAuth` header's credentials, decoded; `undefined` if they are not well-formed. */
function readProtocolParameters(credentials: string): Pairs | undefined {
  const pairs: Pairs = [];
  // Split at a comma after a closing quote, since a quoted realm may contain commas.
  for (const part of credentials.split(/(?<=")[ \t]*,[ \t]*/)) {
    const [, name, value] = /^([\w.~%-]+)="([^"]*)"$/.exec(part.trim()) ?? [];
    if (name === undefined || value === undefined) return undefined;
    if (name.toLowerCase() === 'realm') continue;
    if (!/^[\w.~%-]*$/.test(value)) return undefined;
    try {
      pairs.push([decodeURIComponent(name), decodeURIComponent(value)]);
    } catch {
      return undefined;
    }
  }
  return pairs;
}

/** Returns the signer of a request and rejects an unsigned one; `body` has the parameters of a form body. */
export function verifyRequest(
  request: Request,
  body: Pairs,
  { rules, world, nonces }: { rules: OAuth1Rules; world: World; nonces: Set<string> },
): Signer {
  const authorization = readAuthorization(rules.authorizationFrom(request));
  if (!authorization || !rules.oauthScheme(authorization.scheme)) throw new Refusal(rules.unsigned);
  const header = readProtocolParameters(authorization.credentials);
  if (!header) throw new Refusal(rules.malformed('parameter_rejected'));
  const url = new URL(request.url);
  const query = readPairs(url.search);
  const given = (name: string): string | undefined => header.find(([other]) => other === name)?.[1];
  const signatureMethod = given('oauth_signature_method') ?? '';

  const names = [...header, ...query, ...body].map(([name]) => name).filter((name) => name.startsWith('oauth_'));
  if (!rules.repeatsAllowed && new Set(names).size < names.length)
    throw new Refusal(rules.malformed('parameter_repeated'));
  if (rules.protocolParameters(signatureMethod).some((name) => (given(name) ?? '') === '')) {
    throw new Refusal(rules.malformed('parameter_absent'));
  }
  if (!rules.versionAccepted(given('oauth_version'))) throw new Refusal(rules.malformed('version_rejected'));
  const methodAccepted =
    rules.signatureMethods.includes(signatureMethod) &&
    (signatureMethod !== 'PLAINTEXT' || rules.plaintextAllowed(url));
  if (!methodAccepted) throw new Refusal(rules.malformed('signature_method_rejected'));

  const [clientId, token] = [given('oauth_consumer_key') ?? '', given('oauth_token') ?? ''];
  const client = [world.client, world.limitedClient].find(({ id }) => rules.clientMatches(id, clientId));
  const session = token === '' ? undefined : findSession(world, token, rules);
  const secrets = { clientSecret: client?.secret ?? '', tokenSecret: session?.secret ?? '' };
  const signed = { signatureMethod, method: request.method, url, header, query, body, ...secrets };
  const genuine = rules.verifySignature(signed, given('oauth_signature') ?? '');
  if (!client) throw new Refusal(rules.unverified('consumer_key_unknown'));
  const tokenUsable = session && rules.isLive(session, world.clock.now()) && rules.tokenBelongs(session, client);
  if (token !== '' && !tokenUsable) throw new Refusal(rules.unverified('token_rejected'));
  if (!genuine) throw new Refusal(rules.unverified('signature_invalid'));

  const [timestamp, nonce] = [given('oauth_timestamp'), given('oauth_nonce')];
  if (timestamp !== undefined && !rules.timestampAccepted(timestamp, world.clock.now())) {
    throw new Refusal(rules.unverified('timestamp_refused'));
  }
  // After the signature, so that a forged request does not use up a nonce.
  if (nonce !== undefined && rules.nonceSeen(nonces, rules.nonceKey(nonce, timestamp ?? '', clientId, token))) {
    throw new Refusal(rules.unverified('nonce_used'));
  }
  return { client, session };
}
