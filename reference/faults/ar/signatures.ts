/** What an `ar` server can do wrong with a signature. */
import { Refusal } from '../../app.ts';
import { arRules } from '../../ar.ts';
import { signatureOf } from '../../oauth1-signature.ts';
import type { SignedRequest } from '../../oauth1-signature.ts';
import { sameText } from '../../secrets.ts';
import { crashing, of } from '../fault.ts';
import { fault, both, signatures, crash, issued, also, without, unable, bySha1 } from './lattice.ts';

export const signaturesFaults = [
  fault(
    'signature-unverified',
    'verifies no signature',
    [...signatures, ...both('token-secret-needed'), 'login/plaintext-wrong-secret'],
    { verifySignature: () => true },
    { blocks: ['register/unauthenticated-leaves-nothing'] },
  ),
  fault(
    'unsigned',
    'answers unsigned requests',
    [
      ...both('unsigned same-connection status-of-refusal token-needed'),
      ...of('login', 'basic-instead bearer-instead'),
    ],
    { unsigned: issued },
    { blocks: both('refusal-media-type unauthenticated-leaves-nothing') },
  ),
  fault('unsigned-400', 'answers an unsigned request with 400', both('status-of-refusal'), {
    unsigned: { status: 400, body: { success: false } },
  }),
  fault(
    'unsigned-crashes',
    'fails with 500 on an unsigned request',
    [
      ...both('unsigned same-connection status-of-refusal token-needed'),
      ...of('login', 'basic-instead bearer-instead'),
    ],
    { unsigned: crash },
    { blocks: of('register', 'refusal-media-type unauthenticated-leaves-nothing') },
  ),
  fault(
    'malformed-crashes',
    'fails with 500 on protocol parameters that it cannot use',
    crashing([
      ...both(
        'garbled-header empty-signature no-signature unknown-signature-method duplicate-nonce-parameter version-2 version-1-1 no-timestamp no-nonce no-signature-method no-client',
      ),
      ...of('login', 'rsa-label duplicate-signed-once'),
    ]),
    { malformed: () => crash },
  ),
  fault(
    'unverified-crashes',
    'fails with 500 on a signature that is wrong',
    crashing([
      ...signatures,
      ...both('unknown-client unknown-client-empty-secret token-added nonce-reused old-timestamp timestamp-text'),
      ...both('signature-of-earlier-request'),
      ...both('token-known token-secret-needed token-whole token-of-client unreadable-form'),
      'login/replayed',
      ...of(
        'login',
        'client-id-extended client-id-in-another-case unknown-token replayed-later plaintext-wrong-secret',
      ),
    ]),
    { unverified: () => crash },
    { blocks: ['register/unauthenticated-leaves-nothing'] },
  ),
  fault(
    'client-secret-told',
    'tells the secret of a client in the refusal of a signature',
    [
      ...signatures,
      ...both('signature-of-earlier-request token-added token-secret-needed token-whole unreadable-form'),
      'login/plaintext-wrong-secret',
    ],
    {
      verifySignature: (request, signature) => {
        if (arRules.verifySignature(request, signature)) return true;
        throw new Refusal({ status: 401, body: { success: false, error: `no signature by ${request.clientSecret}` } });
      },
    },
  ),
  fault('signature-optional', 'accepts protocol parameters without a signature', both('empty-signature no-signature'), {
    protocolParameters: (method) => arRules.protocolParameters(method).filter((name) => name !== 'oauth_signature'),
    verifySignature: (request, signature) => signature === '' || arRules.verifySignature(request, signature),
  }),
  fault(
    'body-unsigned',
    'does not look at the values of the body for a signature',
    both('body-changed'),
    also((request) => ({ ...request, body: request.body.map(([name, value]) => [name, `${value}x`]) })),
  ),
  fault(
    'extra-body-unsigned',
    'leaves parameters that it does not know out of a signature',
    both('parameter-added'),
    also((request) => without(request, 'note')),
  ),
  fault(
    'optional-body-unsigned',
    'leaves optional parameters out of a signature',
    both('optional-parameter-added'),
    also(
      (request) => without(request, 'last_name'),
      (request) => without(request, 'application'),
      (request) => without(request, 'weight'),
    ),
  ),
  fault(
    'repeats-unsigned',
    'takes repeated parameters once for a signature',
    both('parameter-repeated'),
    also((request) => ({
      ...request,
      body: request.body.filter(([name], index, all) => all.findIndex(([each]) => each === name) === index),
    })),
  ),
  fault(
    'query-unsigned',
    'leaves the query out of a signature',
    both('query-added'),
    also((request) => ({ ...request, query: [] })),
  ),
  fault(
    'path-unsigned',
    'does not look at the path for a signature',
    both('signed-for-another-path signed-for-another-operation'),
    also(
      ...['/session/login', '/session/register']
        .flatMap((path) => [path, `${path}/other`])
        .map((path) => (request: SignedRequest) => ({ ...request, url: new URL(path, request.url) })),
    ),
  ),
  fault(
    'method-unsigned',
    'does not look at the method for a signature',
    both('signed-for-another-method'),
    also((request) => ({ ...request, method: 'GET' })),
  ),
  fault(
    'token-secret-unsigned',
    'does not look at the token secret for a signature',
    both('wrong-token-secret token-secret-checked'),
    also((request) => ({ ...request, tokenSecret: `${request.tokenSecret}x` })),
  ),
  fault(
    'client-secret-unsigned',
    'does not look at the end of the client secret',
    both('wrong-client-secret wrong-secret-on-same-connection'),
    also((request) => ({ ...request, clientSecret: `${request.clientSecret}x` })),
    { blocks: ['register/unauthenticated-leaves-nothing'] },
  ),
  fault(
    'client-secret-empty',
    'accepts a signature without a client secret',
    both('empty-client-secret'),
    also((request) => ({ ...request, clientSecret: '' })),
  ),
  fault('signature-tail', 'does not compare the first character of a signature', both('signature-changed'), {
    verifySignature: (request, signature) => sameText((signatureOf(request) ?? '').slice(1), signature.slice(1)),
  }),
  fault('signature-trailing', 'looks no further than the end of the right signature', both('signature-extended'), {
    verifySignature: (request, signature) => {
      const right = signatureOf(request) ?? '';
      return right !== '' && sameText(right, signature.slice(0, right.length));
    },
  }),
  fault(
    'port-ignored',
    'accepts signatures for its address without the port',
    both('port-unsigned'),
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
    crashing(both('port-unsigned')),
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
  fault('signature-any-case', 'compares signatures without regard to case', both('signature-in-another-case'), {
    verifySignature: (request, signature) =>
      sameText((signatureOf(request) ?? '').toLowerCase(), signature.toLowerCase()),
  }),
  fault('signature-head', 'does not compare the end of a signature', both('signature-end-changed signature-extended'), {
    verifySignature: (request, signature) =>
      signature.length > 20 && sameText((signatureOf(request) ?? '').slice(0, 20), signature.slice(0, 20)),
  }),
  fault('client-default', 'takes a request without a client for one of its own', both('no-client'), {
    protocolParameters: (method) => arRules.protocolParameters(method).filter((name) => name !== 'oauth_consumer_key'),
    clientMatches: (stored, given) => given === '' || stored === given,
  }),
  fault('client-unknown', 'takes an unknown client for its own', both('unknown-client'), {
    clientMatches: (stored, given) => stored === given || given.startsWith('unknown-'),
  }),
  fault(
    'client-unknown-without-secret',
    'takes an unknown client for one with an empty secret',
    both('unknown-client-empty-secret'),
    {
      clientMatches: (stored, given) => stored === given || given.startsWith('unknown-'),
      verifySignature: (request, signature) => {
        const isUnknown = request.header.some(([, value]) => value.startsWith('unknown-'));
        return arRules.verifySignature(isUnknown ? { ...request, clientSecret: '' } : request, signature);
      },
    },
  ),
  fault('method-unknown', 'takes an unknown signature method for HMAC-SHA1', both('unknown-signature-method'), {
    signatureMethods: [...arRules.signatureMethods, 'HMAC-MD4'],
    verifySignature: bySha1('HMAC-MD4'),
  }),
  fault('method-mislabelled', 'takes HMAC-SHA256 for HMAC-SHA1', both('mislabelled-signature-method'), {
    verifySignature: bySha1('HMAC-SHA256'),
  }),
  fault('method-plaintext', 'takes PLAINTEXT for HMAC-SHA1', both('plaintext-label'), {
    verifySignature: bySha1('PLAINTEXT'),
  }),
  fault('method-optional', 'takes a request without a signature method for HMAC-SHA1', both('no-signature-method'), {
    protocolParameters: (method) =>
      arRules.protocolParameters(method).filter((name) => name !== 'oauth_signature_method'),
    signatureMethods: [...arRules.signatureMethods, ''],
    verifySignature: bySha1(''),
  }),
  fault(
    'nonce-ignored',
    'does not look at the nonce',
    [...both('nonce-reused'), 'login/replayed', 'login/replayed-later'],
    {
      nonceSeen: () => false,
    },
  ),
  fault('nonce-last-only', 'remembers the last nonce only', of('login', 'replayed-later'), () => {
    let last = '';
    return {
      nonceSeen: (_nonces, key) => {
        const seen = key === last;
        last = key;
        return seen;
      },
    };
  }),
  fault('plaintext-unchecked', 'looks for an ampersand in a PLAINTEXT signature', ['login/plaintext-wrong-secret'], {
    verifySignature: (request, signature) =>
      request.signatureMethod === 'PLAINTEXT' ? signature.includes('&') : arRules.verifySignature(request, signature),
  }),
  fault('timestamp-ignored', 'does not look at the timestamp', both('old-timestamp timestamp-text'), {
    timestampAccepted: () => true,
  }),
  fault('timestamp-week', 'accepts timestamps of a week ago', both('old-timestamp'), {
    timestampAccepted: (timestamp, now) => Number(timestamp) > now / 1000 - 604_800,
  }),
  fault('timestamp-optional', 'accepts requests without a timestamp', both('no-timestamp'), {
    protocolParameters: (method) => arRules.protocolParameters(method).filter((name) => name !== 'oauth_timestamp'),
  }),
  fault('nonce-optional', 'accepts requests without a nonce', both('no-nonce'), {
    protocolParameters: (method) => arRules.protocolParameters(method).filter((name) => name !== 'oauth_nonce'),
  }),
  fault('version-any', 'accepts any version of OAuth', both('version-2 version-1-1'), { versionAccepted: () => true }),
  fault('version-needed', 'wants the version of OAuth', of('register', 'without-version'), {
    versionAccepted: (version) => version === '1.0',
  }),
  fault('repeats-accepted', 'accepts repeated protocol parameters', both('duplicate-nonce-parameter'), {
    repeatsAllowed: true,
  }),
  fault('groups-ignored-at-login', 'lets any client log users in', of('login', 'limited-client'), {
    loginAllowed: () => true,
  }),
  fault(
    'groups-ignored-at-register',
    'lets any client register users',
    of('register', 'limited-client'),
    {
      registerAllowed: () => true,
    },
    { blocks: ['register/unauthorized-leaves-nothing'] },
  ),
  fault(
    'groups-crash',
    'fails with 500 where a client lacks a group',
    both('limited-client'),
    {
      notAuthorized: crash,
    },
    { blocks: ['register/unauthorized-leaves-nothing'] },
  ),
  fault(
    'space-unsigned',
    'does not encode a space for a signature',
    [...of('register', 'any-names signed-space signed-ampersand signed-percent signed-non-ascii signed-emoji')],
    unable(' '),
  ),
  fault('tilde-unsigned', 'encodes a tilde for a signature', of('register', 'signed-tilde'), unable('~')),
  fault(
    'asterisk-unsigned',
    'does not encode an asterisk for a signature',
    of('register', 'signed-asterisk'),
    unable('*'),
  ),
  fault(
    'plus-unsigned',
    'takes a plus sign for a space',
    of('register', 'signed-plus with-plus-in-identity'),
    unable('+'),
  ),
  fault('percent-unsigned', 'decodes a percent sign twice', of('register', 'signed-percent'), unable('%')),
  fault(
    'ampersand-unsigned',
    'does not encode an ampersand for a signature',
    of('register', 'signed-ampersand'),
    unable('&'),
  ),
  fault(
    'non-ascii-unsigned',
    'encodes letters beyond ASCII in Latin-1',
    of('register', 'signed-non-ascii'),
    unable('ë'),
  ),
  fault('emoji-unsigned', 'encodes each half of a surrogate pair', of('register', 'signed-emoji'), unable('🙂')),
];
