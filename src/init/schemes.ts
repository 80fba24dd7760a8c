/** Actions about security schemes: how a token is written, keys beside it, and schemes that the document lacks. */
import type { JsonObject } from '../contract/json.ts';
import { object, text } from '../contract/raw.ts';
import type { Field, Survey } from './candidates.ts';
import type { GuessedCookie } from './session-place.ts';

/** An action of an overlay, with the comment beside it. */
export interface Action {
  readonly comment: string;
  readonly target: string;
  /** Absent in an action that removes, or copies. */
  readonly update?: JsonObject | undefined;
  /** The JSONPath of the part that is copied to the target (Overlay 1.1). */
  readonly copy?: string;
}

const isSwagger = (document: unknown): boolean => object(document)['swagger'] !== undefined;

/** The place of a scheme in the document. */
export function schemeTarget(name: string, document: unknown): string {
  return `$.${isSwagger(document) ? 'securityDefinitions' : 'components.securitySchemes'}['${name}']`;
}

/** Before a login there is no token: its key is that of a project or an application. */
export function keyAction(name: string, { source }: Survey): Action {
  return {
    comment: 'a key beside the session, which the login carries too: set TARGET_API_KEY',
    target: schemeTarget(name, source.value),
    update: { 'x-credentials': '$TARGET_API_KEY' },
  };
}

/** Beside a password in the request, HTTP Basic has the id and the secret of a client (RFC 6749 section 2.3.1). */
export function clientAction(name: string, { source }: Survey): Action {
  return {
    comment: 'the credentials of the client: set TARGET_CLIENT_ID and TARGET_CLIENT_SECRET',
    target: schemeTarget(name, source.value),
    update: { 'x-credentials': '{client-id}:{client-secret}' },
  };
}

/** The setting that has the value of a header with a key. */
export function settingOf({ name }: Field): string {
  return `TARGET_API_KEY_${name.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase()}`;
}

/** The form of a scheme's credentials, where the document's type does not say it. */
export function credentialsOf(name: string, { schemes, source }: Survey): { action: Action; question?: string }[] {
  const scheme = schemes[name] ?? {};
  const header = text(scheme['name']);
  if (text(scheme['type']) !== 'apiKey' || !/authorization$/i.test(header)) return [];
  const described = [
    /Authorization:?\s*["'`]?(Bearer|Token|JWT)\b/i,
    /\b(Bearer|Token|JWT)\s+[<{[x]/i,
    /["'`](Bearer|Token|JWT)["'`][^.]*\bspace\b/i,
    /\b(Bearer)\b/i,
  ]
    .map((pattern) => pattern.exec(text(scheme['description']))?.[1])
    .find((each) => each !== undefined);
  const usual = /^authorization$/i.test(header) ? 'Bearer {token}' : '{token}';
  const credentials = described === undefined ? usual : `${described} {token}`;
  return [
    {
      action: {
        comment: `how the token stands in the header ${header}`,
        target: schemeTarget(name, source.value),
        update: { 'x-credentials': credentials },
      },
      ...(described === undefined
        ? { question: `Is the token of "${name}" sent as "${header}: ${credentials}"? If not, correct x-credentials.` }
        : {}),
    },
  ];
}

/** The scheme of a token for a document that does not define it. */
export function addToken(name: string, survey: Survey): Action {
  const scheme = isSwagger(survey.source.value)
    ? { type: 'apiKey', in: 'header', name: 'Authorization', 'x-credentials': 'Bearer {token}' }
    : { type: 'http', scheme: 'bearer' };
  return addScheme(survey, 'how the token is sent; the document does not say it', { [name]: scheme });
}

/** The scheme of a refresh whose request has the refresh token instead of the access token: its own, or one that is added. */
export function refreshScheme(
  own: readonly string[],
  others: readonly string[],
  survey: Survey,
): { readonly name: string; readonly action: Action } {
  const name = own.find((each) => !others.includes(each));
  const bearer = text(survey.schemes[name ?? own[0] ?? '']?.['type']) === 'http' ? '' : 'Bearer ';
  const update = { 'x-credentials': `${bearer}{refresh-token}` };
  const comment = 'the refresh token, which a refresh sends instead of the access token';
  if (name !== undefined) return { name, action: { comment, target: schemeTarget(name, survey.source.value), update } };
  const scheme = isSwagger(survey.source.value)
    ? { type: 'apiKey', in: 'header', name: 'Authorization', 'x-credentials': 'Bearer {refresh-token}' }
    : { type: 'http', scheme: 'bearer', 'x-credentials': '{refresh-token}' };
  return { name: 'refreshToken', action: addScheme(survey, comment, { refreshToken: scheme }) };
}

export function addCookie(survey: Survey, { scheme, name }: GuessedCookie): Action {
  const cookie = { [scheme]: { type: 'apiKey', in: 'cookie', name } };
  return addScheme(survey, 'the cookie of the session; the document does not say it', cookie);
}

export function addKeys(survey: Survey, keys: readonly Field[]): Action {
  const schemes = Object.fromEntries(
    keys.map((field) => [
      field.name,
      { type: 'apiKey', in: 'header', name: field.name, 'x-credentials': `$${settingOf(field)}` },
    ]),
  );
  return addScheme(survey, `keys of the application: set ${keys.map(settingOf).join(', ')}`, schemes);
}

/** Adds schemes to those of the document. */
export function addScheme({ source }: Survey, comment: string, schemes: JsonObject): Action {
  const update = isSwagger(source.value)
    ? { securityDefinitions: schemes }
    : { components: { securitySchemes: schemes } };
  return { comment, target: '$', update };
}
