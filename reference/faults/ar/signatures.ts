/** Faults of an `ar` server with a signature. */
import { Refusal } from '../../app.ts';
import { arRules } from '../../ar.ts';
import { signatureOf } from '../../oauth1-signature.ts';
import type { SignedRequest } from '../../oauth1-signature.ts';
import { sameText } from '../../secrets.ts';
import { fault, crash, issued, also, without, unable, bySha1 } from './shared.ts';

export const signaturesFaults = [
  fault('signature-unverified', 'verifies no signature', 'login/signature-changed', { verifySignature: () => true }),
  fault('unsigned', 'answers unsigned requests', 'login/unsigned', { unsigned: issued }),
  fault('unsigned-400', 'answers an unsigned request with 400', 'login/status-of-refusal', {
    unsigned: { status: 400, body: { success: false } },
  }),
  fault('unsigned-crashes', 'fails with 500 on an unsigned request', 'login/unsigned', { unsigned: crash }),
  fault('malformed-crashes', 'fails with 500 on protocol parameters that it cannot use', 'login/garbled-header', {
    malformed: () => crash,
  }),
  fault('unverified-crashes', 'fails with 500 on a signature that is wrong', 'login/signature-changed', {
    unverified: () => crash,
  }),
  fault(
    'client-secret-told',
    'tells the secret of a client in the refusal of a signature',
    'login/wrong-client-secret',
    {
      verifySignature: (request, signature) => {
        if (arRules.verifySignature(request, signature)) return true;
        throw new Refusal({ status: 401, body: { success: false, error: `no signature by ${request.clientSecret}` } });
      },
    },
  ),
  fault('signature-optional', 'accepts protocol parameters without a signature', 'login/empty-signature', {
    protocolParameters: (method) => arRules.protocolParameters(method).filter((name) => name !== 'oauth_signature'),
    verifySignature: (request, signature) => signature === '' || arRules.verifySignature(request, signature),
  }),
  fault(
    'body-unsigned',
    'does not look at the values of the body for a signature',
    'login/body-changed',
    also((request) => ({ ...request, body: request.body.map(([name, value]) => [name, `${value}x`]) })),
  ),
  fault(
    'extra-body-unsigned',
    'leaves parameters that it does not know out of a signature',
    'login/parameter-added',
    also((request) => without(request, 'note')),
  ),
  fault(
    'optional-body-unsigned',
    'leaves optional parameters out of a signature',
    'login/optional-parameter-added',
    also(
      (request) => without(request, 'last_name'),
      (request) => without(request, 'application'),
      (request) => without(request, 'weight'),
    ),
  ),
  fault(
    'repeats-unsigned',
    'takes repeated parameters once for a signature',
    'login/parameter-repeated',
    also((request) => ({
      ...request,
      body: request.body.filter(([name], index, all) => all.findIndex(([each]) => each === name) === index),
    })),
  ),
  fault(
    'query-unsigned',
    'leaves the query out of a signature',
    'login/query-added',
    also((request) => ({ ...request, query: [] })),
  ),
  fault(
    'path-unsigned',
    'does not look at the path for a signature',
    'login/signed-for-another-path',
    also(
      ...['/session/login', '/session/register']
        .flatMap((path) => [path, `${path}/other`])
        .map((path) => (request: SignedRequest) => ({ ...request, url: new URL(path, request.url) })),
    ),
  ),
  fault(
    'method-unsigned',
    'does not look at the method for a signature',
    'login/signed-for-another-method',
    also((request) => ({ ...request, method: 'GET' })),
  ),
  fault(
    'token-secret-unsigned',
    'does not look at the token secret for a signature',
    'login/wrong-token-secret',
    also((request) => ({ ...request, tokenSecret: `${request.tokenSecret}x` })),
  ),
  fault(
    'client-secret-unsigned',
    'does not look at the end of the client secret',
    'login/wrong-client-secret',
    also((request) => ({ ...request, clientSecret: `${request.clientSecret}x` })),
  ),
  fault(
    'client-secret-empty',
    'accepts a signature without a client secret',
    'login/empty-client-secret',
    also((request) => ({ ...request, clientSecret: '' })),
  ),
  fault('signature-tail', 'does not compare the first character of a signature', 'login/signature-changed', {
    verifySignature: (request, signature) => sameText((signatureOf(request) ?? '').slice(1), signature.slice(1)),
  }),
  fault('signature-trailing', 'looks no further than the end of the right signature', 'login/signature-extended', {
    verifySignature: (request, signature) => {
      const right = signatureOf(request) ?? '';
      return right !== '' && sameText(right, signature.slice(0, right.length));
    },
  }),
  fault(
    'port-ignored',
    'accepts signatures for its address without the port',
    'login/port-unsigned',
    also((request) => {
      const url = new URL(request.url);
      url.port = '';
      return { ...request, url };
    }),
    { url: 'https://ar.example:8443' },
  ),
  fault(
    'port-crashes',
    'fails with 500 on a signature for its address without the port',
    'login/port-unsigned',
    {
      verifySignature: (request, signature) => {
        const url = new URL(request.url);
        url.port = '';
        if (request.url.port !== '' && arRules.verifySignature({ ...request, url }, signature))
          throw new Error('there is a port');
        return arRules.verifySignature(request, signature);
      },
    },
    { url: 'https://ar.example:8443' },
  ),
  fault('signature-any-case', 'compares signatures without regard to case', 'login/signature-in-another-case', {
    verifySignature: (request, signature) =>
      sameText((signatureOf(request) ?? '').toLowerCase(), signature.toLowerCase()),
  }),
  fault('signature-head', 'does not compare the end of a signature', 'login/signature-end-changed', {
    verifySignature: (request, signature) =>
      signature.length > 20 && sameText((signatureOf(request) ?? '').slice(0, 20), signature.slice(0, 20)),
  }),
  fault('client-default', 'takes a request without a client for one of its own', 'login/no-client', {
    protocolParameters: (method) => arRules.protocolParameters(method).filter((name) => name !== 'oauth_consumer_key'),
    clientMatches: (stored, given) => given === '' || stored === given,
  }),
  fault('client-unknown', 'takes an unknown client for its own', 'login/unknown-client', {
    clientMatches: (stored, given) => stored === given || given.startsWith('unknown-'),
  }),
  fault(
    'client-unknown-without-secret',
    'takes an unknown client for one with an empty secret',
    'login/unknown-client-empty-secret',
    {
      clientMatches: (stored, given) => stored === given || given.startsWith('unknown-'),
      verifySignature: (request, signature) => {
        const isUnknown = request.header.some(([, value]) => value.startsWith('unknown-'));
        return arRules.verifySignature(isUnknown ? { ...request, clientSecret: '' } : request, signature);
      },
    },
  ),
  fault('method-unknown', 'takes an unknown signature method for HMAC-SHA1', 'login/unknown-signature-method', {
    signatureMethods: [...arRules.signatureMethods, 'HMAC-MD4'],
    verifySignature: bySha1('HMAC-MD4'),
  }),
  fault('method-mislabelled', 'takes HMAC-SHA256 for HMAC-SHA1', 'login/mislabelled-signature-method', {
    verifySignature: bySha1('HMAC-SHA256'),
  }),
  fault('method-plaintext', 'takes PLAINTEXT for HMAC-SHA1', 'login/plaintext-label', {
    verifySignature: bySha1('PLAINTEXT'),
  }),
  fault('method-optional', 'takes a request without a signature method for HMAC-SHA1', 'login/no-signature-method', {
    protocolParameters: (method) =>
      arRules.protocolParameters(method).filter((name) => name !== 'oauth_signature_method'),
    signatureMethods: [...arRules.signatureMethods, ''],
    verifySignature: bySha1(''),
  }),
  fault('nonce-ignored', 'does not look at the nonce', 'login/nonce-reused', {
    nonceSeen: () => false,
  }),
  fault('nonce-last-only', 'remembers the last nonce only', 'login/replayed-later', () => {
    let last = '';
    return {
      nonceSeen: (_nonces, key) => {
        const seen = key === last;
        last = key;
        return seen;
      },
    };
  }),
  fault('plaintext-cut', 'takes the beginning of a PLAINTEXT signature for all of it', 'login/plaintext-cut', {
    verifySignature: (request, signature) =>
      request.signatureMethod === 'PLAINTEXT'
        ? signature !== '' && (signatureOf(request) ?? '').startsWith(signature)
        : arRules.verifySignature(request, signature),
  }),
  fault('plaintext-empty', 'takes a PLAINTEXT request without a signature', 'login/plaintext-empty', {
    protocolParameters: (method) =>
      arRules.protocolParameters(method).filter((name) => method !== 'PLAINTEXT' || name !== 'oauth_signature'),
    verifySignature: (request, signature) =>
      (request.signatureMethod === 'PLAINTEXT' && signature === '') || arRules.verifySignature(request, signature),
  }),
  fault('nonce-race', 'remembers a nonce when it has answered', 'login/replayed-at-once', () => {
    let fresh = '';
    return {
      nonceSeen: (nonces, key) => {
        const seen = nonces.has(key) && key !== fresh;
        nonces.add(key);
        fresh = key;
        return seen;
      },
      present: (answer) => {
        fresh = '';
        return answer;
      },
    };
  }),
  fault('plaintext-unchecked', 'looks for an ampersand in a PLAINTEXT signature', 'login/plaintext-wrong-secret', {
    verifySignature: (request, signature) =>
      request.signatureMethod === 'PLAINTEXT' ? signature.includes('&') : arRules.verifySignature(request, signature),
  }),
  fault('timestamp-ignored', 'does not look at the timestamp', 'login/old-timestamp', {
    timestampAccepted: () => true,
  }),
  fault('timestamp-week', 'accepts timestamps of a week ago', 'login/old-timestamp', {
    timestampAccepted: (timestamp, now) => Number(timestamp) > now / 1000 - 604_800,
  }),
  fault('timestamp-optional', 'accepts requests without a timestamp', 'login/no-timestamp', {
    protocolParameters: (method) => arRules.protocolParameters(method).filter((name) => name !== 'oauth_timestamp'),
  }),
  fault('nonce-optional', 'accepts requests without a nonce', 'login/no-nonce', {
    protocolParameters: (method) => arRules.protocolParameters(method).filter((name) => name !== 'oauth_nonce'),
  }),
  fault('version-any', 'accepts any version of OAuth', 'login/version-2', { versionAccepted: () => true }),
  fault('version-needed', 'wants the version of OAuth', 'register/without-version', {
    versionAccepted: (version) => version === '1.0',
  }),
  fault('repeats-accepted', 'accepts repeated protocol parameters', 'login/duplicate-nonce-parameter', {
    repeatsAllowed: true,
  }),
  fault('groups-ignored-at-login', 'lets any client log users in', 'login/limited-client', {
    loginAllowed: () => true,
  }),
  fault('groups-ignored-at-register', 'lets any client register users', 'register/limited-client', {
    registerAllowed: () => true,
  }),
  fault('groups-crash', 'fails with 500 where a client lacks a group', 'login/limited-client', {
    notAuthorized: crash,
  }),
  fault('space-unsigned', 'does not encode a space for a signature', 'register/signed-space', unable(' ')),
  fault('tilde-unsigned', 'encodes a tilde for a signature', 'register/signed-tilde', unable('~')),
  fault('asterisk-unsigned', 'does not encode an asterisk for a signature', 'register/signed-asterisk', unable('*')),
  fault('plus-unsigned', 'takes a plus sign for a space', 'register/signed-plus', unable('+')),
  fault('percent-unsigned', 'decodes a percent sign twice', 'register/signed-percent', unable('%')),
  fault('ampersand-unsigned', 'does not encode an ampersand for a signature', 'register/signed-ampersand', unable('&')),
  fault('non-ascii-unsigned', 'encodes letters beyond ASCII in Latin-1', 'register/signed-non-ascii', unable('ë')),
  fault('emoji-unsigned', 'encodes each half of a surrogate pair', 'register/signed-emoji', unable('🙂')),
];
