/** Signs a request with OAuth 1.0a, intact or spoiled as a tamper says. */
import { randomBytes } from 'node:crypto';
import type { Tamper, TamperAction } from '../../plan/mutations/tamper.ts';
import type { Draft } from './build-request.ts';
import { finished, NotApplicable, ofBodySetting } from './build-request.ts';
import type { HttpRequest } from '../http/http.ts';
import { authorizationHeader, protocolParameters, signatureOf } from './oauth1.ts';
import type { Keys, SignatureMethod } from './oauth1.ts';

/** What a signature is made with; `now` is in milliseconds. */
export interface Signing {
  readonly keys: Keys;
  readonly limitedKeys: Keys | undefined;
  readonly method: SignatureMethod;
  readonly now: number;
  /** The request that an earlier step of the case sent. */
  earlier(step: string): HttpRequest | undefined;
}

type Pair = [string, string];

const randomId = (): string => randomBytes(8).toString('hex');

/** A request signed as documented, or with one thing wrong. @throws NotApplicable */
export function sign(made: Draft, signing: Signing, tamper?: Tamper): HttpRequest {
  const action = tamper?.action;
  if (action === undefined)
    return signed(
      made,
      made,
      protocolParameters(signing.keys, signing.method, signing.now),
      signing.keys,
      signing.method,
    );
  refuseUnseen(made, signing.method, action);
  if (action.do === 'unsigned') return finished(made);
  if (action.do === 'garbled')
    return finished({ ...made, headers: { ...made.headers, Authorization: 'OAuth oauth_signature="%zz, =, ""' } });
  if (action.do === 'replay') return earlier(signing, action.of);
  if (action.do === 'scheme' && action.scheme !== 'oauth') return underScheme(made, signing, action.scheme);
  const sent = spoiled(made, action);
  if (action.do === 'authorization-of')
    return finished({
      ...sent,
      headers: { ...sent.headers, Authorization: earlier(signing, action.of).headers['Authorization'] ?? '' },
    });
  const keys = keysFor(signing, action);
  const method = (action.do === 'client' ? action.by : undefined) ?? signing.method;
  const protocol = protocolFor(protocolParameters(keys, method, signing.now), signing, action);
  const request = signed(sent, signedView(made, action), protocol, keys, method);
  if (action.do === 'token-added') return withToken(request);
  if (action.do === 'duplicate' && action.signedOnce === true) return withAnother(request, action.parameter);
  if (action.do === 'realm')
    return rewritten(request, (header) => header.replace('OAuth ', 'OAuth realm="conformance", '));
  if (action.do === 'scheme') return rewritten(request, (header) => header.replace('OAuth ', 'oauth '));
  return action.do === 'signature' || (action.do === 'protocol' && action.parameter === 'oauth_signature')
    ? withSignature(request, action)
    : request;
}

function signed(sent: Draft, view: Draft, protocol: readonly Pair[], keys: Keys, method: SignatureMethod): HttpRequest {
  const parameters = [...view.query, ...(view.form ?? [])];
  const signature = signatureOf({ method: view.method, url: view.url, parameters }, protocol, keys, method);
  const Authorization = authorizationHeader([...protocol, ['oauth_signature', signature]]);
  return finished({ ...sent, headers: { ...sent.headers, Authorization } });
}

/** What a body or a PLAINTEXT signature cannot show is not tried. */
function refuseUnseen(made: Draft, method: SignatureMethod, action: TamperAction): void {
  const ofBody = [
    'body-changed',
    'body-added',
    'authorization-of',
    'optional-unsigned',
    'body-unsigned',
    'parameter-repeated',
  ].includes(action.do);
  if (ofBody && made.form === undefined) throw new NotApplicable('json-body', ofBodySetting);
  const ofRequest =
    ofBody ||
    [
      'query-added',
      'sign-as-method',
      'sign-as-path',
      'sign-without-port',
      'sign-for-host',
      'old-timestamp',
      'reuse-nonce',
      'replay',
      'method-label',
    ].includes(action.do) ||
    (action.do === 'protocol' && (action.parameter === 'oauth_nonce' || action.parameter === 'oauth_timestamp'));
  if (method === 'PLAINTEXT' && ofRequest)
    throw new NotApplicable('plaintext-signature', { settings: ['TARGET_SIGNATURE_METHOD'] });
}

/** The client's id and secret without any signature (RFC 7617, RFC 6750). */
function underScheme(made: Draft, { keys }: Signing, scheme: 'Basic' | 'Bearer'): HttpRequest {
  const pair = Buffer.from(`${keys.clientId}:${keys.clientSecret}`).toString('base64');
  const Authorization = `${scheme} ${scheme === 'Basic' ? pair : keys.clientId}`;
  return finished({ ...made, headers: { ...made.headers, Authorization } });
}

function rewritten(request: HttpRequest, change: (header: string) => string): HttpRequest {
  const Authorization = change(request.headers['Authorization'] ?? '');
  return { ...request, headers: { ...request.headers, Authorization } };
}

/** The signed request with a protocol parameter once more, which was not signed. */
function withAnother(request: HttpRequest, parameter: string): HttpRequest {
  const protocol = protocolOf(request);
  const again = protocol.filter(([name]) => name === parameter);
  return rewritten(request, () => authorizationHeader([...protocol, ...again]));
}

/** The request as it is sent. */
function spoiled(made: Draft, action: TamperAction): Draft {
  if (action.do === 'query-added') return { ...made, query: [...made.query, ['note', '1']] };
  if (action.do === 'body-added' || action.do === 'authorization-of')
    return { ...made, form: [...(made.form ?? []), ['note', '1']] };
  if (action.do === 'parameter-repeated')
    return { ...made, form: [...(made.form ?? []), ...(made.form ?? []).slice(0, 1)] };
  return made;
}

/** The request as it is signed. */
function signedView(made: Draft, action: TamperAction): Draft {
  if (action.do === 'sign-as-method') return { ...made, method: action.method };
  if (action.do === 'sign-as-path') return { ...made, url: otherUrl(made, action.path) };
  if (action.do === 'sign-without-port') return { ...made, url: withoutPort(made.url) };
  if (action.do === 'sign-for-host') return { ...made, url: atHost(made.url, action.host) };
  if (action.do === 'body-unsigned') return { ...made, form: [] };
  if (action.do === 'optional-unsigned') return { ...made, form: withoutOptional(made) };
  if (action.do === 'body-changed')
    return { ...made, form: (made.form ?? []).map(([name, value]): Pair => [name, `${value}x`]) };
  return made;
}

function otherUrl(made: Draft, path: string | undefined): string {
  if (path === undefined) return `${made.url}/other`;
  return made.url.slice(0, made.url.length - made.path.length) + path;
}

function atHost(url: string, host: string): string {
  const parsed = new URL(url);
  parsed.host = host;
  return parsed.href;
}

function withoutPort(url: string): string {
  const parsed = new URL(url);
  if (parsed.port === '') throw new NotApplicable('default-port');
  parsed.port = '';
  return parsed.href;
}

/** The form without what the document makes optional. */
function withoutOptional(made: Draft): Pair[] {
  const kept = (made.form ?? []).filter(([name]) => !made.optional.includes(name));
  if (kept.length === (made.form ?? []).length) throw new NotApplicable('no-optional-parameter');
  return kept;
}

function keysFor(signing: Signing, action: TamperAction): Keys {
  const { keys } = signing;
  if (action.do === 'limited-client') {
    if (signing.limitedKeys === undefined) throw new NotApplicable('no-limited-client');
    return { ...keys, ...signing.limitedKeys };
  }
  const { token, tokenSecret = '', ...ofClient } = keys;
  if (action.do === 'no-token' || action.do === 'unknown-token') return ofClient;
  if (action.do === 'token-secret') return { ...keys, tokenSecret: action.change === 'empty' ? '' : `${tokenSecret}x` };
  if (action.do === 'token') return { ...keys, token: otherToken(token, action.change) };
  if (action.do !== 'client') return keys;
  const other = signing.limitedKeys?.clientSecret ?? '';
  const { clientId, clientSecret: own } = keys;
  const clientSecret = {
    wrong: `${own}x`,
    empty: '',
    'of-nobody': randomId(),
    'of-limited-client': other,
    id: clientId,
    'lower-case': own.toLowerCase(),
    'first-eight': own.slice(0, 8),
  }[action.secret ?? 'wrong'];
  const swapped = clientId === clientId.toLowerCase() ? clientId.toUpperCase() : clientId.toLowerCase();
  const falseId = { unknown: `unknown-${randomId()}`, extended: `${clientId}x`, case: swapped };
  const changed = {
    ...keys,
    ...(action.id === undefined ? {} : { clientId: falseId[action.id] }),
    ...(action.id !== undefined && action.secret === undefined ? {} : { clientSecret }),
  };
  if (changed.clientId === clientId && changed.clientSecret === own)
    throw new NotApplicable('mutation-changes-nothing');
  return changed;
}

/** A token that is another one in every spelling: one or two characters at the end may mean nothing in base64. */
function otherToken(token: string | undefined, change: 'cut' | 'extended' | 'half'): string {
  if (token === undefined || token.length < 8) throw new NotApplicable('token-too-short');
  const ways = {
    cut: token.slice(0, -4),
    extended: token.replace(/=*$/, 'xx$&'),
    half: token.slice(0, token.length / 2),
  };
  return ways[change];
}

function protocolFor(protocol: readonly Pair[], signing: Signing, action: TamperAction): Pair[] {
  const replaced = (name: string, value: string | undefined): Pair[] =>
    protocol.flatMap(([each, old]): Pair[] =>
      each !== name ? [[each, old]] : value === undefined ? [] : [[each, value]],
    );
  switch (action.do) {
    case 'protocol':
      return action.parameter === 'oauth_signature' ? [...protocol] : replaced(action.parameter, action.value);
    case 'unknown-token':
      return [...protocol, ['oauth_token', `nobodys-${randomId()}`]];
    case 'duplicate':
      if (action.signedOnce === true) return [...protocol];
      return [...protocol, ...protocol.filter(([name]) => name === action.parameter)];
    case 'method-label':
      return replaced(
        'oauth_signature_method',
        action.label === 'other' ? (signing.method === 'HMAC-SHA1' ? 'HMAC-SHA256' : 'HMAC-SHA1') : action.label,
      );
    case 'old-timestamp':
      return replaced('oauth_timestamp', String(Math.floor(signing.now / 1000) - 86_400));
    case 'reuse-nonce': {
      const before = new Map(protocolOf(earlier(signing, action.of)));
      return protocol.map(([name, value]): Pair => [
        name,
        name === 'oauth_nonce' || name === 'oauth_timestamp' ? (before.get(name) ?? value) : value,
      ]);
    }
    default:
      return [...protocol];
  }
}

function earlier(signing: Signing, step: string): HttpRequest {
  const request = signing.earlier(step);
  if (request === undefined) throw new NotApplicable('not-sent');
  return request;
}

/** The protocol parameters in a request's Authorization header. */
function protocolOf(request: HttpRequest): Pair[] {
  return [...(request.headers['Authorization'] ?? '').matchAll(/([\w%]+)="([^"]*)"/g)].map(([, name, value]): Pair => [
    decodeURIComponent(name ?? ''),
    decodeURIComponent(value ?? ''),
  ]);
}

function withSignature(request: HttpRequest, action: TamperAction): HttpRequest {
  const protocol = protocolOf(request);
  const kept = protocol.filter(([name]) => name !== 'oauth_signature');
  const signature = protocol.find(([name]) => name === 'oauth_signature')?.[1] ?? '';
  const spoilt: Pair[] =
    action.do === 'signature' ? [['oauth_signature', spoiltSignature(signature, action.change)]] : [];
  return { ...request, headers: { ...request.headers, Authorization: authorizationHeader([...kept, ...spoilt]) } };
}

/** A token that nobody was issued, in a request that is signed without one. */
function withToken(request: HttpRequest): HttpRequest {
  const token: Pair = ['oauth_token', `nobodys-${randomId()}`];
  const Authorization = authorizationHeader([...protocolOf(request), token]);
  return { ...request, headers: { ...request.headers, Authorization } };
}

function spoiltSignature(signature: string, change: Extract<TamperAction, { do: 'signature' }>['change']): string {
  const replaced = (index: number): string =>
    signature.slice(0, index) +
    (signature.charAt(index).toUpperCase() === 'A' ? 'B' : 'A') +
    signature.slice(index + 1);
  switch (change) {
    case 'empty':
      return '';
    case 'changed':
      return replaced(0);
    case 'end-changed':
      return replaced(Math.max(0, signature.length - 4));
    case 'cut':
      return signature.slice(0, Math.floor(signature.length / 2));
    case 'extended':
      return `${signature}AAAA`;
    case 'case':
      return signature === signature.toLowerCase() ? signature.toUpperCase() : signature.toLowerCase();
  }
}
