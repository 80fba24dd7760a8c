/** Invalid OAuth 1.0a requests (RFC 5849), and valid ones in an unusual form. */
import { defined } from '../../core/defined.ts';
import type { Level } from '../../contract/model.ts';
import { describe } from '../mutations/registry.ts';
import type { Mutation } from '../mutations/registry.ts';
import type { Oauth1Mutation } from '../mutations/oauth1.ts';
import type { SecurityTopic } from '../security.ts';
import { oauth1CasePhrases } from '../../words/mutations/oauth1.ts';

/** One false way to sign a request. */
interface FalseSignature {
  readonly slug: string;
  readonly mutation: Mutation;
  /** Names what the server fails to look at. */
  readonly defectKey: string;
  /** Completes "rejects …". */
  readonly phrase: string;
  readonly situation?: 'missing-credentials' | 'unauthorized-client';
  readonly security: SecurityTopic;
  readonly level?: Level;
  readonly source?: string;
  /** Whether an intact request is sent before, to copy from or to have a session. */
  readonly prior?: true;
  /** Whether the false request is sent once before, and a true one between. */
  readonly between?: true;
  /** Tried at the login only: what looks at it is the same everywhere. */
  readonly once?: true;
}

type More = Partial<Omit<FalseSignature, 'slug' | 'mutation' | 'defectKey' | 'security'>>;

/** By slug, where the mutation alone does not say it. */
const casePhrases: Readonly<Record<string, string>> = oauth1CasePhrases;

/** Topics other than the signature itself, by defect key. */
const topics: Readonly<Record<string, SecurityTopic>> = {
  nonce: 'replay',
  timestamp: 'replay',
  group: 'client-rights',
};

const row = (slug: string, defectKey: string, mutation: Oauth1Mutation, more: More = {}): FalseSignature => ({
  slug,
  mutation,
  defectKey: `signature:${defectKey}`,
  phrase: casePhrases[slug] ?? describe(mutation),
  security: topics[defectKey] ?? 'request-signature',
  ...more,
});

/** Requirements of RFC 5849 beyond the document. */
const standard = (section: string): Pick<FalseSignature, 'level' | 'source'> => ({
  level: 'standard',
  source: `RFC 5849 section ${section}`,
});

/** A protocol parameter that is missing, or has another value. */
const protocol = (parameter: string, value?: string): Oauth1Mutation => ({
  mutate: 'protocol',
  parameter,
  ...defined({ value }),
});

/** The id of the intact step that false ones copy from. */
const of = 'prior';
const once = true;
const prior = true;

/** The false signatures of a request, in a stable order; `otherPath` is that of another operation. */
export function falseSignatures(otherPath: string | undefined): readonly FalseSignature[] {
  const pathOf = otherPath === undefined ? {} : { path: otherPath };
  return [
    row('unsigned', 'unsigned', { mutate: 'unsigned' }, { situation: 'missing-credentials' }),
    row('unknown-client', 'client', { mutate: 'false-client', id: 'unknown' }),
    row('wrong-client-secret', 'client-secret', { mutate: 'false-client', secret: 'wrong' }),
    row('unknown-client-empty-secret', 'client', { mutate: 'false-client', id: 'unknown', secret: 'empty' }),
    row('empty-client-secret', 'client-secret', { mutate: 'false-client', secret: 'empty' }),
    row('wrong-token-secret', 'token-secret', { mutate: 'token-secret', as: 'extended' }),
    row('body-changed', 'body', { mutate: 'body-changed' }),
    row('parameter-added', 'body', { mutate: 'body-added' }),
    row('query-added', 'query', { mutate: 'query-added' }),
    row('signed-for-another-path', 'path', { mutate: 'signed-as-path' }),
    row('signed-for-another-method', 'method', { mutate: 'signed-as-method', method: 'GET' }),
    row('signature-of-earlier-request', 'body', { mutate: 'authorization-of', of }, { prior }),
    row('signature-changed', 'signature', { mutate: 'signature', as: 'changed' }),
    row('empty-signature', 'signature', { mutate: 'signature', as: 'empty' }),
    row('no-signature', 'signature', protocol('oauth_signature')),
    row('unknown-signature-method', 'signature-method', protocol('oauth_signature_method', 'HMAC-MD4')),
    row('mislabelled-signature-method', 'signature-method', { mutate: 'signature-method', label: 'other' }),
    row('plaintext-label', 'signature-method', { mutate: 'signature-method', label: 'PLAINTEXT' }),
    row('nonce-reused', 'nonce', { mutate: 'reused-nonce', of }, { prior, ...standard('3.3') }),
    row('replayed', 'nonce', { mutate: 'replay', of }, { prior, ...standard('3.3') }),
    row('replayed-later', 'nonce', { mutate: 'replay', of }, { prior, between: true, ...standard('3.3') }),
    row('old-timestamp', 'timestamp', { mutate: 'old-timestamp' }, standard('3.3')),
    row(
      'duplicate-nonce-parameter',
      'duplicate',
      { mutate: 'protocol-twice', parameter: 'oauth_nonce', signed: 'twice' },
      standard('3.1'),
    ),
    row('version-2', 'version', protocol('oauth_version', '2.0'), standard('3.1')),
    row('version-1-1', 'version', protocol('oauth_version', '1.1'), standard('3.1')),
    row('no-client', 'client', protocol('oauth_consumer_key')),
    row('no-timestamp', 'timestamp', protocol('oauth_timestamp'), standard('3.1')),
    row('no-nonce', 'nonce', protocol('oauth_nonce'), standard('3.1')),
    row('signed-for-another-operation', 'path', { mutate: 'signed-as-path', ...pathOf }),
    row('optional-parameter-added', 'body', { mutate: 'optional-unsigned' }),
    row('parameter-repeated', 'body', { mutate: 'body-repeated' }),
    row('signature-cut', 'signature', { mutate: 'signature', as: 'cut' }),
    row('garbled-header', 'signature', { mutate: 'garbled' }),
    row('signature-extended', 'signature', { mutate: 'signature', as: 'extended' }),
    row('body-unsigned', 'body', { mutate: 'body-unsigned' }),
    row('port-unsigned', 'path', { mutate: 'signed-without-port' }, standard('3.4.1.2')),
    row('token-added', 'signature', { mutate: 'token-added' }),
    row('signature-end-changed', 'signature', { mutate: 'signature', as: 'end-changed' }),
    row('signature-in-another-case', 'signature', { mutate: 'signature', as: 'case' }),
    row('secret-of-another-client', 'client-secret', { mutate: 'false-client', secret: 'of-limited-client' }),
    row('no-signature-method', 'signature-method', protocol('oauth_signature_method'), standard('3.1')),
    row('timestamp-text', 'timestamp', protocol('oauth_timestamp', 'now'), standard('3.3')),
    ...nearlyRight,
    row('limited-client', 'group', { mutate: 'limited-client' }, { situation: 'unauthorized-client' }),
  ];
}

/** Near misses of a signature, tested at the login only, since all operations share the check. */
const nearlyRight = [
  row('client-id-extended', 'client', { mutate: 'false-client', id: 'extended' }, { once }),
  row('client-id-in-another-case', 'client', { mutate: 'false-client', id: 'case' }, { once }),
  row('client-id-as-secret', 'client-secret', { mutate: 'false-client', secret: 'id' }, { once }),
  row('secret-in-lower-case', 'client-secret', { mutate: 'false-client', secret: 'lower-case' }, { once }),
  row('beginning-of-secret', 'client-secret', { mutate: 'false-client', secret: 'first-eight' }, { once }),
  row('rsa-label', 'signature-method', { mutate: 'signature-method', label: 'RSA-SHA1' }, { once }),
  row('plaintext-empty', 'signature-method', { mutate: 'signature', as: 'empty', by: 'PLAINTEXT' }, { once }),
  row('plaintext-cut', 'signature-method', { mutate: 'signature', as: 'cut', by: 'PLAINTEXT' }, { once }),
  row(
    'plaintext-wrong-secret',
    'signature-method',
    { mutate: 'false-client', secret: 'of-nobody', by: 'PLAINTEXT' },
    { once },
  ),
  row('basic-instead', 'unsigned', { mutate: 'unsigned-client', scheme: 'Basic' }, { once }),
  row('bearer-instead', 'unsigned', { mutate: 'unsigned-client', scheme: 'Bearer' }, { once }),
  row(
    'signed-for-another-host',
    'path',
    { mutate: 'signed-for-host', host: 'example.com' },
    { ...standard('3.4.1.2'), once },
  ),
  // A session of another token lives, with which a server could confuse it.
  row('unknown-token', 'token', { mutate: 'unknown-token' }, { ...standard('3.2'), once, prior: true }),
  row(
    'duplicate-signed-once',
    'duplicate',
    { mutate: 'protocol-twice', parameter: 'oauth_nonce', signed: 'once' },
    { ...standard('3.1'), once },
  ),
];

/** Valid requests in a form that is allowed by RFC 5849 but unusual. */
export const otherwiseSigned: readonly { slug: string; mutation: Oauth1Mutation; source: string }[] = [
  {
    slug: 'without-version',
    mutation: { mutate: 'protocol', parameter: 'oauth_version' },
    source: 'RFC 5849 section 3.1',
  },
  { slug: 'with-realm', mutation: { mutate: 'realm' }, source: 'RFC 5849 section 3.4.1.3.1' },
  { slug: 'scheme-in-lower-case', mutation: { mutate: 'lower-case-scheme' }, source: 'RFC 5849 section 3.5.1' },
];
