/** The parts of a mutation, and its inputs. */
import type { Operation, Parameter, SecurityScheme } from '../../contract/model.ts';
import type { AccountName, Need, Value } from './value.ts';

/** Thrown if a mutation is not possible, for example with a configured password without letters. */
export class NotApplicable extends Error {
  readonly reason: { readonly code: NotApplicableCode; readonly settings?: readonly string[] };
  constructor(code: NotApplicableCode, ...settings: readonly string[]) {
    super(code);
    this.reason = settings.length === 0 ? { code } : { code, settings };
  }
}

/** The reason why a mutation is not possible. */
export type NotApplicableCode =
  | 'mutation-not-possible'
  | 'no-url-can-carry'
  | 'no-cookie'
  | 'mutation-changes-nothing'
  | 'form-body'
  | 'json-body'
  | 'plaintext-signature'
  | 'default-port'
  | 'no-optional-parameter'
  | 'no-limited-client'
  | 'not-sent'
  | 'token-too-short'
  | 'no-user-id'
  | 'no-session-id';

/** The credentials that a request can carry; what is not configured or issued is undefined. */
export interface Credentials {
  readonly token: string | undefined;
  readonly tokenSecret: string | undefined;
  /** The token and the refresh token of the session, whichever of them the scheme carries. */
  readonly accessToken?: string | undefined;
  readonly refreshToken?: string | undefined;
  /** A token issued to another user. */
  readonly otherToken: string | undefined;
  /** The identity of the token's user. */
  readonly identity: string | undefined;
  /** The id of that user, if the response that issued the token has it. */
  readonly userId: string | undefined;
  /** The password of the token's user. */
  readonly password: string | undefined;
  /** The cookies that came with the token, as a request carries them; undefined without any. */
  readonly cookie: string | undefined;
  /** The other cookies of the session, where a cookie authenticates. */
  readonly otherCookies?:
    readonly { readonly name: string; readonly value: string; readonly isForCsrf: boolean }[] | undefined;
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  /** Keys of JSON Web Tokens that others know, beside those that the harness knows. */
  readonly guessedKeys?: readonly string[];
}

/** The credentials as a request carries them: the value of the scheme's header, cookies, query parameters, properties of the body. */
export interface Presented {
  readonly header?: string;
  readonly cookies?: readonly (readonly [name: string, value: string])[];
  /** Headers other than the scheme's. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: readonly (readonly [string, string])[];
  /** Values by JSON Pointer. */
  readonly body?: Readonly<Record<string, string>>;
  /** The value of the scheme's path parameter. */
  readonly path?: string;
}

/** The content of a request before its encoding as a form or JSON. */
export interface Content {
  readonly operation: Operation;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The values of parameters, in the order of the document. */
  readonly values: readonly (readonly [Parameter, unknown])[];
  /** Undocumented properties, after the others. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** The media type of the body; undefined without a body. */
  readonly type: string | undefined;
  /** The `Content-Type`, if it differs from the media type. */
  readonly label?: string;
  /** Written as the operation's own type would nest it. */
  readonly nested?: true;
  /** Written as a text that no signature looks into. */
  readonly asText?: true;
  readonly inQuery?: true;
  readonly reordered?: true;
  readonly raw?: { readonly text: string; readonly encoding?: 'latin1' };
}

/** A request before it is authenticated or signed. */
export interface Draft {
  readonly method: string;
  /** The operation's path, with which the URL ends. */
  readonly path: string;
  /** Names of the parameters that may be left out. */
  readonly optional: readonly string[];
  readonly url: string;
  readonly query: readonly Pair[];
  readonly headers: Readonly<Record<string, string>>;
  /** The decoded pairs of a form body; undefined for other bodies. */
  readonly form: readonly Pair[] | undefined;
  /** Whether the pairs are sent as the parts of a multipart body. */
  readonly isMultipart?: true;
  /** A JSON or raw body. */
  readonly text: string | undefined;
  /** The encoding of the text; UTF-8 by default. */
  readonly encoding?: 'latin1';
}

export type Pair = [string, string];

export const signatureMethods = ['HMAC-SHA1', 'HMAC-SHA256', 'PLAINTEXT'] as const;
export type SignatureMethod = (typeof signatureMethods)[number];

/** The keys of a signature. */
export interface Keys {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly token?: string;
  readonly tokenSecret?: string;
}

/** The inputs of a signature; `now` is in milliseconds. */
export interface Signing {
  readonly keys: Keys;
  readonly limitedKeys: Keys | undefined;
  readonly method: SignatureMethod;
  readonly now: number;
  /** The protocol parameters of the request that an earlier step of the case sent. @throws NotApplicable */
  earlier(step: string): readonly Pair[];
  /** A text that is in no use. */
  readonly random: () => string;
}

/** The effects of a mutation on an OAuth 1.0a request (RFC 5849). */
export interface SignatureMutation<M> {
  /** The part of the request that the signature method has to cover. */
  readonly covers?: 'request' | 'form';
  /** The step whose request is sent again as it was. */
  replays?(mutation: M): string;
  /** The value of the Authorization header, without any signature; undefined leaves the header out. */
  unsigned?(mutation: M, signing: Signing): string | undefined;
  /** The request as it is sent. */
  sent?(made: Draft, mutation: M): Draft;
  /** The request as it is signed. */
  signed?(made: Draft, mutation: M): Draft;
  keys?(mutation: M, signing: Signing): Keys;
  method?(mutation: M, signing: Signing): SignatureMethod;
  protocol?(pairs: readonly Pair[], mutation: M, signing: Signing): readonly Pair[];
  /** The protocol parameters as they are sent, the signature among them. */
  header?(pairs: readonly Pair[], mutation: M, signing: Signing): readonly Pair[];
  /** The text before them. */
  readonly prefix?: string;
}

/** The mutations with some names, by their arguments. */
export type MutationsOf<Named> = { [N in keyof Named]: { readonly mutate: N } & Named[N] }[keyof Named];

/** The entries of some names, by their arguments. */
export type EntriesOf<Named> = { [N in keyof Named]: Entry<{ readonly mutate: N } & Named[N]> };

/** One name of the registry: how the mutation reads, what it needs, and how it is applied to what it changes. */
export interface Entry<M> {
  /** The mutation in words; completes "rejects …", or describes the request. */
  reads(mutation: M, as: AccountName): string;
  needs?(mutation: M): readonly Need[];
  /** Whether it uses an issued token although the scheme itself does not. */
  wantsToken?(mutation: M): boolean;
  /** The values of parameters: what is set, and `undefined` for what is left out. */
  values?(mutation: M): Readonly<Record<string, Value | undefined>>;
  content?(content: Content, mutation: M, account: { readonly identity: string; readonly password: string }): Content;
  /** @returns undefined when it cannot be made from these credentials */
  present?(mutation: M, scheme: SecurityScheme, credentials: Credentials): Presented | undefined;
  readonly sign?: SignatureMutation<M>;
}
