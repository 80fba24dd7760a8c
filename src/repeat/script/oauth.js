import { createHmac, randomBytes } from 'node:crypto';

/** @typedef {[string, string]} Pair */
/** @typedef {{ method: string, url: string, query: Pair[], form: Pair[] | null, headers: Record<string, string> }} Unsigned */
/** @typedef {{ do: string, of?: string, parameter?: string, value?: string, id?: string, secret?: string, method?: string, path?: string, host?: string, scheme?: string, signedOnce?: boolean, by?: string, label?: string, change?: string }} Tamper */
/** @typedef {{ id: string, secret: string, token?: string, tokenSecret?: string, limited?: { id: string, secret: string } }} Keys */

/**
 * Signs a request now (RFC 5849), or spoils it as `tamper` says; `path` and `optional` are those of the operation.
 * @param {Unsigned & { path: string, optional: string[] }} request
 * @param {Keys} keys
 * @param {string} method
 * @param {Tamper | undefined} tamper
 * @param {(step: string) => string} earlier the Authorization header of a step
 * @returns {{ request: Unsigned, authorization: string | undefined }}
 */
export function signed(request, keys, method, tamper, earlier) {
  const action = tamper ?? { do: 'nothing' };
  if (action.do === 'unsigned') return { request, authorization: undefined };
  if (action.do === 'garbled') return { request, authorization: 'OAuth oauth_signature="%zz, =, ""' };
  if (action.do === 'scheme' && action.scheme !== 'oauth')
    return { request, authorization: underScheme(keys, action.scheme) };
  const sent = spoiled(request, action);
  if (action.do === 'authorization-of' || action.do === 'replay')
    return { request: sent, authorization: earlier(action.of ?? '') };
  const own = keysFor(keys, action);
  const by = action.by ?? method;
  const protocol = protocolFor(own, by, action, earlier);
  const view = viewOf(request, sent, action);
  const signature = signatureOf(view, protocol, own, by);
  const spoilt = action.do === 'signature' ? spoiltSignature(signature, action.change) : signature;
  const without = action.do === 'protocol' && action.parameter === 'oauth_signature';
  /** @type {Pair[]} */
  const added = action.do === 'token-added' ? [['oauth_token', `nobodys-${randomBytes(8).toString('hex')}`]] : [];
  const all = [...protocol, ...added, .../** @type {Pair[]} */ (without ? [] : [['oauth_signature', spoilt]])];
  return { request: sent, authorization: rewritten(header(all), action, protocol) };
}

/** The client's id and secret without any signature. @param {Keys} keys @param {string | undefined} scheme */
function underScheme({ id, secret }, scheme) {
  return scheme === 'Basic' ? `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` : `Bearer ${id}`;
}

/** What is written otherwise once it is signed. @param {string} authorization @param {Tamper} action @param {Pair[]} protocol */
function rewritten(authorization, action, protocol) {
  if (action.do === 'realm') return authorization.replace('OAuth ', 'OAuth realm="conformance", ');
  if (action.do === 'scheme') return authorization.replace('OAuth ', 'oauth ');
  if (action.do !== 'duplicate' || action.signedOnce !== true) return authorization;
  const again = header(protocol.filter(([name]) => name === action.parameter)).replace('OAuth ', '');
  return `${authorization}, ${again}`;
}

/** @param {Unsigned} request @param {Tamper} action @returns {Unsigned} */
function spoiled(request, action) {
  const form = request.form ?? [];
  if (action.do === 'query-added') return { ...request, query: [...request.query, ['note', '1']] };
  if (action.do === 'body-added' || action.do === 'authorization-of')
    return { ...request, form: [...form, ['note', '1']] };
  return action.do === 'parameter-repeated' ? { ...request, form: [...form, ...form.slice(0, 1)] } : request;
}

/** What is signed: the request as it would be without the spoiling. @param {Unsigned & { path: string, optional: string[] }} request @param {Unsigned} sent @param {Tamper} action @returns {Unsigned} */
function viewOf(request, sent, action) {
  if (action.do === 'sign-as-method') return { ...request, method: action.method ?? 'GET' };
  if (action.do === 'sign-as-path') {
    const base = request.url.slice(0, request.url.length - request.path.length);
    return { ...request, url: action.path === undefined ? `${request.url}/other` : base + action.path };
  }
  if (action.do === 'sign-without-port') {
    const url = new URL(request.url);
    url.port = '';
    return { ...request, url: url.href };
  }
  if (action.do === 'sign-for-host') {
    const url = new URL(request.url);
    url.host = action.host ?? '';
    return { ...request, url: url.href };
  }
  if (action.do === 'body-unsigned') return { ...request, form: [] };
  if (action.do === 'optional-unsigned')
    return { ...request, form: (request.form ?? []).filter(([name]) => !request.optional.includes(name)) };
  if (action.do === 'body-changed')
    return { ...request, form: (request.form ?? []).map(([name, value]) => [name, `${value}x`]) };
  return action.do === 'nothing' ? sent : request;
}

/** @param {Keys} keys @param {Tamper} action @returns {Keys} */
function keysFor(keys, action) {
  const { limited } = keys;
  if (action.do === 'limited-client') return { ...keys, ...limited };
  const { token, tokenSecret = '', ...ofClient } = keys;
  if (action.do === 'no-token' || action.do === 'unknown-token') return ofClient;
  if (action.do === 'token-secret') return { ...keys, tokenSecret: action.change === 'empty' ? '' : `${tokenSecret}x` };
  if (action.do === 'token' && token !== undefined) {
    const ways = {
      cut: token.slice(0, -4),
      extended: token.replace(/=*$/, 'xx$&'),
      half: token.slice(0, token.length / 2),
    };
    const other = ways[/** @type {'cut' | 'extended' | 'half'} */ (action.change)];
    return { ...keys, token: other };
  }
  if (action.do !== 'client') return keys;
  const { id, secret } = keys;
  const unknown = `unknown-${randomBytes(8).toString('hex')}`;
  const swapped = id === id.toLowerCase() ? id.toUpperCase() : id.toLowerCase();
  const otherId = { unknown, extended: `${id}x`, case: swapped }[action.id ?? ''];
  if (otherId !== undefined) return { ...keys, id: otherId, secret: action.secret === 'empty' ? '' : secret };
  const otherSecret = {
    empty: '',
    'of-nobody': randomBytes(8).toString('hex'),
    'of-limited-client': limited?.secret ?? '',
    id,
    'lower-case': secret.toLowerCase(),
    'first-eight': secret.slice(0, 8),
  }[action.secret ?? 'wrong'];
  return { ...keys, secret: otherSecret ?? `${secret}x` };
}

/** @param {Keys} keys @param {string} method @param {Tamper} action @param {(step: string) => string} earlier @returns {Pair[]} */
function protocolFor(keys, method, action, earlier) {
  /** @type {Pair[]} */
  const protocol = [
    ['oauth_consumer_key', keys.id],
    ['oauth_nonce', randomBytes(16).toString('hex')],
    ['oauth_signature_method', method],
    ['oauth_timestamp', String(Math.floor(Date.now() / 1000))],
    ...(keys.token === undefined ? [] : [/** @type {Pair} */ (['oauth_token', keys.token])]),
    ['oauth_version', '1.0'],
  ];
  /** @param {string | undefined} name @param {string | undefined} value @returns {Pair[]} */
  const replaced = (name, value) =>
    protocol.flatMap((pair) => (pair[0] !== name ? [pair] : value === undefined ? [] : [[pair[0], value]]));
  const other = method === 'HMAC-SHA1' ? 'HMAC-SHA256' : 'HMAC-SHA1';
  if (action.do === 'protocol' && action.parameter !== 'oauth_signature')
    return replaced(action.parameter, action.value);
  if (action.do === 'unknown-token') return [...protocol, ['oauth_token', `nobodys-${randomBytes(8).toString('hex')}`]];
  if (action.do === 'duplicate' && action.signedOnce !== true)
    return [...protocol, ...protocol.filter(([name]) => name === action.parameter)];
  if (action.do === 'method-label')
    return replaced('oauth_signature_method', action.label === 'other' ? other : action.label);
  if (action.do === 'old-timestamp') return replaced('oauth_timestamp', String(Math.floor(Date.now() / 1000) - 86_400));
  if (action.do !== 'reuse-nonce') return protocol;
  const before = new Map(
    [...earlier(action.of ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [
      name,
      decodeURIComponent(value ?? ''),
    ]),
  );
  return protocol.map(([name, value]) => [
    name,
    name === 'oauth_nonce' || name === 'oauth_timestamp' ? (before.get(name) ?? value) : value,
  ]);
}

/** @param {Unsigned} request @param {Pair[]} protocol @param {Keys} keys @param {string} method */
function signatureOf(request, protocol, keys, method) {
  const key = `${percent(keys.secret)}&${percent(keys.tokenSecret ?? '')}`;
  if (method === 'PLAINTEXT') return key;
  const { protocol: scheme, host, pathname } = new URL(request.url);
  const parameters = [...request.query, ...(request.form ?? []), ...protocol]
    .map(([name, value]) => [percent(name), percent(value)])
    .sort(([a = '', x = ''], [b = '', y = '']) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');
  const base = [request.method.toUpperCase(), `${scheme}//${host}${pathname}`, parameters].map(percent).join('&');
  return createHmac(method === 'HMAC-SHA256' ? 'sha256' : 'sha1', key)
    .update(base)
    .digest('base64');
}

/** @param {string} text */
function percent(text) {
  return encodeURIComponent(text).replace(/[!*'()]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** @param {Pair[]} protocol */
function header(protocol) {
  return `OAuth ${protocol.map(([name, value]) => `${percent(name)}="${percent(value)}"`).join(', ')}`;
}

/** @param {string} signature @param {string | undefined} change */
function spoiltSignature(signature, change) {
  if (change === 'empty') return '';
  if (change === 'cut') return signature.slice(0, Math.floor(signature.length / 2));
  if (change === 'extended') return `${signature}AAAA`;
  if (change === 'case')
    return signature === signature.toLowerCase() ? signature.toUpperCase() : signature.toLowerCase();
  const at = change === 'changed' ? 0 : Math.max(0, signature.length - 4);
  return signature.slice(0, at) + (signature.charAt(at).toUpperCase() === 'A' ? 'B' : 'A') + signature.slice(at + 1);
}
