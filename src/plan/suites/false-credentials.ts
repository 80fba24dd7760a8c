/** False credentials of schemes without a signature: in other places and forms, and of clients. */
import { defined } from '../../core/defined.ts';
import { carriesUser } from '../../contract/model.ts';
import type { Contract, Provenance, SecurityScheme } from '../../contract/model.ts';
import type { ClientForgery } from '../mutations/clients.ts';
import { bearerName } from '../mutations/credentials.ts';
import type { Placement } from '../mutations/credentials.ts';
import { falseTokens, forgedTokens, issuedToken, row, token } from './false-tokens.ts';
import type { FalseCredentials, More } from './false-tokens.ts';
import { clientPhrases } from '../../words/mutations/clients.ts';
import { credentialPhrases } from '../../words/mutations/credentials.ts';
import { interpretations } from '../../words/interpretations.ts';

const placed = (as: Placement, more: More = {}): FalseCredentials => row(as, { mutate: 'credentials', as }, more);
const client = (as: ClientForgery, more: More = {}): FalseCredentials =>
  row(as, { mutate: 'client', as }, { security: 'client', ...more });

/** The false credentials of a scheme, in a stable order. */
export function falseCredentialsOf(contract: Contract, scheme: SecurityScheme): FalseCredentials[] {
  if (scheme.value !== undefined) return ofValue(scheme);
  if (scheme.in === 'body' || scheme.in === 'path') return [...ofValue(scheme), ...forgedTokens(contract)];
  if (carriesUser(scheme)) return [absent(scheme), empty(scheme), ...otherSchemes(scheme, contract.schemes)];
  if (!scheme.template.includes('{token}')) return ofClients(scheme, contract.schemes);
  return [
    ...ofTokens(scheme, contract).filter(({ slug }) => !alternativePlaces(scheme, contract.schemes).has(slug)),
    ...falseTokens(contract),
  ];
}

/** Other ways to present the token that the document allows beside the scheme. */
function alternativePlaces(
  { alternatives = [], parameter }: SecurityScheme,
  all: readonly SecurityScheme[],
): Set<string> {
  const others = all.filter(({ name, template, value }) => {
    return alternatives.includes(name) && value === undefined && template.includes('{token}');
  });
  return new Set(
    others.flatMap((other) => {
      if (other.in === 'cookie') return ['cookies-instead', 'token-in-cookie'];
      if (other.in === 'query') return ['token-in-query', 'token-in-query-too', 'token-in-query-by-other-names'];
      if (other.in !== 'header') return [];
      if (other.parameter.toLowerCase() !== parameter.toLowerCase()) return ['token-in-another-header'];
      return other.scheme === undefined ? ['without-scheme'] : [`scheme-${other.scheme.toLowerCase()}`];
    }),
  );
}

function absent(scheme: SecurityScheme): FalseCredentials {
  const phrase = credentialPhrases.missing(placeOf(scheme), nameOf(scheme));
  return row('without-credentials', { mutate: 'credentials', as: 'none' }, { phrase });
}

function placeOf({ in: place }: SecurityScheme): 'header' | 'parameter' | 'cookie' {
  return place === 'header' || place === 'cookie' ? place : 'parameter';
}

/** The names of places of credentials in sentences; the parameter of a body is a pointer. */
function nameOf({ in: place, name, parameter }: SecurityScheme): string {
  return place === 'body' ? name : parameter;
}

/** A key, a CSRF token or the like: whether it is there, and the one that was issued. */
function ofValue(scheme: SecurityScheme): FalseCredentials[] {
  const { in: place, name } = scheme;
  const isForCsrf = scheme.value === 'csrf-token';
  const changed = (['unknown-token', 'token-cut', 'token-extended'] as const).map((as) =>
    token(as, { phrase: credentialPhrases.changedValue(as, name), ...(isForCsrf ? { security: 'csrf' } : {}) }),
  );
  const others = isForCsrf ? [ofAnotherSession(name)] : [];
  return place === 'path' ? changed : [absent(scheme), empty(scheme), ...changed, ...others];
}

/** Each user with a session has a CSRF token, and may put it into a form for others. */
function ofAnotherSession(name: string): FalseCredentials {
  const as = 'token-of-another-session';
  return token(as, {
    phrase: credentialPhrases.changedValue(as, name),
    own: { level: 'advice', source: 'OWASP ASVS 5.0 3.5.1' },
    security: 'csrf',
  });
}

function empty(scheme: SecurityScheme): FalseCredentials {
  const phrase = credentialPhrases.empty(placeOf(scheme), nameOf(scheme));
  return row('empty-credentials', { mutate: 'credentials', as: 'empty' }, { phrase });
}

/** A server that takes credentials from their documented place may take them from others, unless the document says otherwise. */
function elsewhere({ onlyHere }: SecurityScheme, name?: string): Provenance {
  if (onlyHere === undefined) return { level: 'advice', reading: interpretations.otherPlaces };
  if (name !== undefined && onlyHere.except.includes(name))
    return { level: 'advice', reading: interpretations.bothPlaces(name) };
  return { level: 'implied' };
}

/** Names under which a token is usual in a query or a body, besides `access_token`. */
const usualNames = ['token', 'auth_token', 'session_key', 'session_id', 'sid', 'jwt', 'key', 'api_key', 'apikey'];

/** The other places of a token: query and body, by the names that are usual there and by its own. */
function inParameters(scheme: SecurityScheme, contract: Contract): FalseCredentials[] {
  if (scheme.in !== 'header') return [];
  const own = issuedToken(contract)?.name.split('.').at(-1);
  const names = [...new Set([...usualNames, ...(own === undefined ? [] : [own])])].filter(
    (name) => name !== bearerName,
  );
  const place = elsewhere(scheme, bearerName);
  // A server may refuse members and parameters that it does not know, and two credentials at once (RFC 6750 section 3.1).
  const anyRefusal = true;
  return [
    placed('token-in-query', { own: place, security: 'secret-in-url', anyRefusal }),
    placed('token-in-query-too', { own: place, security: 'secret-in-url', anyRefusal }),
    placed('token-in-body', { own: place, anyRefusal }),
    ...(['token-in-query', 'token-in-body'] as const).map((as) =>
      row(
        `${as}-by-other-names`,
        { mutate: 'credentials', as, names },
        {
          own: { level: 'advice', reading: interpretations.otherPlaces },
          anyRefusal,
          ...(as === 'token-in-query' ? { security: 'secret-in-url' } : {}),
        },
      ),
    ),
  ];
}

function ofTokens(scheme: SecurityScheme, contract: Contract): FalseCredentials[] {
  // A server may take its session id elsewhere too: in a header for other clients, in a URL for browsers without cookies.
  if (scheme.in === 'cookie')
    return [
      absent(scheme),
      placed('user-of-a-proxy', { own: { level: 'implied' }, security: 'proxy-header' }),
      empty(scheme),
      placed('token-in-query', {
        own: elsewhere(scheme),
        phrase: credentialPhrases.inQueryForCookie,
        security: 'secret-in-url',
        anyRefusal: true,
      }),
    ];
  const place = elsewhere(scheme);
  return [
    absent(scheme),
    placed('cookies-instead', { own: place }),
    placed('token-in-cookie', { own: place }),
    placed('user-of-a-proxy', { own: { level: 'implied' }, security: 'proxy-header' }),
    empty(scheme),
    ...otherSchemes(scheme, contract.schemes),
    ...(scheme.scheme === undefined
      ? []
      : [
          placed('token-in-another-header', { own: place }),
          placed('basic-login', { own: place, security: 'other-way-in' }),
        ]),
    ...otherPrefixes(scheme),
    ...inParameters(scheme, contract),
  ];
}

/** The forms that the parser of Ruby on Rails accepts, which owns the scheme. */
function ofRails({ scheme, template }: SecurityScheme): Pick<FalseCredentials, 'own'> {
  const isRails = scheme?.toLowerCase() === 'token' && template === 'token={token}';
  return isRails ? { own: { level: 'advice', reading: interpretations.railsScheme } } : {};
}

/** The prefix of a token, such as `token=`, missing or changed. */
function otherPrefixes(scheme: SecurityScheme): FalseCredentials[] {
  const { template } = scheme;
  const prefix = template.split('{token}')[0] ?? '';
  const name = prefix.replace(/\W/g, '');
  if (prefix === '') return [];
  const isBearer = prefix.trim().toLowerCase() === 'bearer';
  const written = (slug: string, own: string, phrase: string, more: More = {}): FalseCredentials =>
    row(slug, { mutate: 'template', template: own }, { ...more, phrase });
  const after = (other: string): [string, string] => [
    template.replace(prefix, `${other}_${prefix}`),
    credentialPhrases.afterPrefix(`${other}_${prefix}`),
  ];
  return [
    written(`without-${name}`, '{token}', credentialPhrases.withoutPrefix(prefix), {
      ...ofRails(scheme),
      ...malformedAs(isBearer),
    }),
    written(`other-${name}`, ...after('other')),
    written(`access-${name}`, ...after('access')),
    ...(isBearer
      ? []
      : [
          row(
            'bearer-token',
            { mutate: 'credentials', as: 'bearer-token' },
            { ...ofRails(scheme), phrase: credentialPhrases.withoutPrefixAsBearer(prefix) },
          ),
        ]),
    placed('token-alone', malformedAs(isBearer)),
    written('empty-token', template.replace('{token}', ''), credentialPhrases.emptyToken, malformedAs(isBearer)),
  ];
}

/** A malformed header of bearer tokens may be answered 400 (RFC 6750 section 3.1). */
function malformedAs(isBearer: boolean): Pick<FalseCredentials, 'anyRefusal'> {
  return isBearer ? { anyRefusal: true } : {};
}

/** The credentials under another scheme, and the scheme without credentials. */
function otherSchemes(scheme: SecurityScheme, all: readonly SecurityScheme[]): FalseCredentials[] {
  const name = scheme.scheme;
  if (name === undefined) return [];
  const own = all.flatMap((other) =>
    other.scheme === undefined || other.signature !== undefined ? [] : [other.scheme],
  );
  const others = ['Bearer', 'Basic', ...own].filter(
    (other, index, names) =>
      other.toLowerCase() !== name.toLowerCase() &&
      names.findIndex((each) => each.toLowerCase() === other.toLowerCase()) === index,
  );
  const malformed = malformedAs(name === 'Bearer');
  return [
    row('scheme-longer', { mutate: 'scheme', name: `Not${name}` }),
    row('scheme-extended', { mutate: 'scheme', name: `${name}s` }),
    row('scheme-glued', { mutate: 'scheme', name, how: 'glued' }, malformed),
    row('scheme-alone', { mutate: 'scheme', name, how: 'alone' }, malformed),
    row('without-scheme', { mutate: 'scheme', name: '' }, malformed),
    ...others.map((other) =>
      row(
        `scheme-${other.toLowerCase()}`,
        { mutate: 'scheme', name: other, ...(other === 'Basic' ? { how: 'basic' } : {}) },
        other === 'Bearer' ? ofRails(scheme) : {},
      ),
    ),
    ...otherKinds(scheme, all),
  ];
}

/** Credentials of the API's other schemes, under this one's name. */
function otherKinds(scheme: SecurityScheme, all: readonly SecurityScheme[]): FalseCredentials[] {
  return all
    .filter(
      (other) =>
        other.name !== scheme.name &&
        scheme.alternatives?.includes(other.name) !== true &&
        other.value === undefined &&
        !carriesUser(other) &&
        other.signature === undefined &&
        other.template !== scheme.template,
    )
    .flatMap(({ name, in: place, parameter, scheme: own, template }) => {
      const other = { name, in: place, parameter, template, ...defined({ scheme: own }) };
      const slug = name.toLowerCase();
      return [
        row(`credentials-of-${slug}`, { mutate: 'credentials-of-scheme', scheme: other }),
        row(`other-scheme-${slug}`, { mutate: 'credentials-of-scheme', scheme: other, placed: true }),
      ];
    });
}

function ofClients(scheme: SecurityScheme, all: readonly SecurityScheme[]): FalseCredentials[] {
  const phrase = clientPhrases['client-id-alone'];
  return [
    absent(scheme),
    empty(scheme),
    ...otherSchemes(scheme, all),
    client('wrong-secret'),
    client('empty-secret'),
    client('secret-cut'),
    client('secret-extended'),
    client('secret-and-more'),
    client('secret-beyond-ascii', { anyRefusal: true }),
    client('secret-in-another-case'),
    client('unknown-client'),
    client('unknown-client-empty-secret'),
    client('user-as-client'),
    client('client-id-in-another-case'),
    placed('client-in-body', { own: elsewhere(scheme), security: 'client' }),
    placed('client-in-query', { own: elsewhere(scheme), security: 'secret-in-url' }),
    row('client-id-alone', { mutate: 'template', template: '{client-id}' }, { phrase }),
    client('id-and-secret-swapped'),
  ];
}
