/** What a mutation is made of, and what it is applied to. */
import type { Operation, Parameter, SecurityScheme } from '../../contract/model.ts';
import type { AccountName, Need, Value } from './value.ts';

/** A mutation cannot be made with what there is: the configured password has no letters, say. */
export class NotApplicable extends Error {
  readonly reason: { readonly code: NotApplicableCode; readonly settings?: readonly string[] };
  constructor(code: NotApplicableCode, ...settings: readonly string[]) {
    super(code);
    this.reason = settings.length === 0 ? { code } : { code, settings };
  }
}

/** What a mutation lacks. */
export type NotApplicableCode =
  | 'mutation-not-possible'
  | 'mutation-changes-nothing'
  | 'form-body'
  | 'json-body'
  | 'plaintext-signature'
  | 'default-port'
  | 'no-optional-parameter'
  | 'no-limited-client'
  | 'not-sent'
  | 'token-too-short';

/** The credentials that a request can carry; what is not configured or issued is undefined. */
export interface Credentials {
  readonly token: string | undefined;
  readonly tokenSecret: string | undefined;
  /** A token issued to another user. */
  readonly otherToken: string | undefined;
  /** What the user of the token logs in with. */
  readonly identity: string | undefined;
  /** The id of that user, where the answer that issued the token names it. */
  readonly userId: string | undefined;
  /** What the user of the token logs in with. */
  readonly password: string | undefined;
  /** The cookies that came with the token, as a request carries them; undefined without any. */
  readonly cookie: string | undefined;
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
}

/** How credentials go into a request: the value of the scheme's header, query parameters, properties of the body. */
export interface Presented {
  readonly header?: string;
  /** Headers beside the scheme's own. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: readonly (readonly [string, string])[];
  readonly body?: Readonly<Record<string, string>>;
}

/** What a request says, before it is written as a form or as JSON. */
export interface Content {
  readonly operation: Operation;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What is sent, in the order of the document. */
  readonly values: readonly (readonly [Parameter, unknown])[];
  /** Properties that no document knows, after the others. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** How the body is written; undefined where the operation has none. */
  readonly type: string | undefined;
  /** What `Content-Type` says, if it is not the type. */
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
  /** A JSON or raw body. */
  readonly text: string | undefined;
  /** How the text becomes bytes; UTF-8 when left out. */
  readonly encoding?: 'latin1';
}

export type Pair = [string, string];

export const signatureMethods = ['HMAC-SHA1', 'HMAC-SHA256', 'PLAINTEXT'] as const;
export type SignatureMethod = (typeof signatureMethods)[number];

/** What a request is signed with. */
export interface Keys {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly token?: string;
  readonly tokenSecret?: string;
}

/** What a signature is made with; `now` is in milliseconds. */
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

/** What a mutation of an OAuth 1.0a request changes (RFC 5849); what it leaves out stays. */
export interface SignatureMutation<M> {
  /** What of the request has to be signed, or the mutation shows nothing. */
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
  /** What stands before them. */
  readonly prefix?: string;
}

/** One name of the registry: how the mutation reads, what it needs, and how it is applied to what it changes. */
export interface Entry<M> {
  /** Completes "rejects …", or says what of the request is otherwise. */
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
