/** The plan as data, which can be listed, counted, run by any runner and reproduced. */
import type { Flow, Level, Role, Schema } from '../contract/model.ts';
import type { Mutation } from './mutations/registry.ts';
import type { AccountName, Need } from './mutations/value.ts';
import type { Security } from './security.ts';

export const families = ['outcomes', 'parameters', 'credentials', 'lifecycle', 'hardening'] as const;
export type Family = (typeof families)[number];

/** One testable rule with a stable id: `goact/login/wrong-password`. */
export interface Requirement {
  readonly id: string;
  readonly api: string;
  readonly flow: Flow | 'document';
  readonly level: Level;
  readonly statement: string;
  /** The request of the statement, such as "a wrong password", if it is about one. */
  readonly request?: string;
  readonly source?: string;
  readonly reading?: string;
  /** The topic, if the requirement is about unauthorized access or disclosure. */
  readonly security?: Security;
}

/** The outcome of a request that has to be accepted: accepted, rejected, or accepted with a contract violation. */
type Fate = 'accepted' | 'rejected' | 'nonconforming';

/** One request of a case. */
export interface Step {
  readonly id: string;
  /** The id of its operation. */
  readonly operation: string;
  readonly flow: Flow;
  readonly as: AccountName;
  /** The step whose response issued the token of this request. */
  readonly session?: string;
  /** A step whose token belongs to another user, for flaws that mix two. */
  readonly otherSession?: string;
  readonly mutations: readonly Mutation[];
  /** The scheme whose credentials the mutations are about; that of the session by default. */
  readonly scheme?: string;
  /** The required outcome; the case is blocked without it. */
  readonly require?: 'accepted' | 'rejected';
  /** The verdict without the required outcome; `blocked` by default. */
  readonly ifUnmet?: 'not-testable';
  /** Send it only where another step fared so: it tells how the plain request does, or what came of the other. */
  readonly when?: { readonly step: string; readonly was: readonly Fate[] };
  /** Sent at the same time as the step after it. */
  readonly concurrent?: true;
  /** Opens a connection, or goes the way of the step that did, where the target keeps it open. */
  readonly connection?: 'opened' | 'reused';
  /** A refusal for load is an answer to it: it is neither repeated nor counted. */
  readonly mayMeetLimit?: true;
  /** Wait until this step's token has expired before sending. */
  readonly afterExpiryOf?: string;
  /** Wait for a part of the life of this step's token before sending. */
  readonly duringLifeOf?: string;
}

/** The expectation of one or more steps; each kind has one judge. */
export type Expectation =
  | { readonly kind: 'answers'; readonly step: string; readonly situation: string }
  /** Accepted, with the documented response if the control request `beside` has it. */
  | { readonly kind: 'accepted'; readonly step: string; readonly beside?: string }
  | { readonly kind: 'rejected'; readonly step: string }
  /** Not both of them. */
  | { readonly kind: 'one-accepted'; readonly steps: readonly [string, string] }
  /** A property of a success is as documented; `schema` points into the schema of the response, as Ajv does. */
  | {
      readonly kind: 'property';
      readonly step: string;
      readonly name: string;
      readonly pointer: string;
      readonly schema: string;
    }
  /** Opens no session of the user whom the steps `of` are about; the step `info`, where it was sent, shows whose session it is. */
  | { readonly kind: 'own-session'; readonly step: string; readonly of: readonly string[]; readonly info?: string }
  | { readonly kind: 'media-type'; readonly step: string; readonly of: 'success' | 'refusal' }
  /** No 5xx; with `readable`, also no success without the documented JSON. */
  | { readonly kind: 'no-server-error'; readonly step: string; readonly readable?: true }
  | { readonly kind: 'token-claims'; readonly step: string }
  /** A header that the document has, or the one that `schema` describes. */
  | {
      readonly kind: 'header';
      readonly step: string;
      readonly name: string;
      readonly required?: boolean;
      readonly schema?: Schema;
      readonly onStatus?: number;
      /** Of several Set-Cookie headers, the one of this cookie. */
      readonly cookie?: string;
      /** Asked of targets that are reached over HTTPS only. */
      readonly onHttps?: boolean;
      /** Asked of responses with a body or a cookie only. */
      readonly onContent?: boolean;
    }
  | { readonly kind: 'same'; readonly steps: readonly [string, string]; readonly role: Role }
  | { readonly kind: 'distinct'; readonly steps: readonly string[]; readonly role: Role }
  /** Returns the identity of the login; if neither response does, the login name may be an alias. */
  | { readonly kind: 'own-identity'; readonly step: string; readonly beside?: string }
  | { readonly kind: 'same-answer'; readonly steps: readonly [string, string] }
  | { readonly kind: 'status-in'; readonly step: string; readonly statuses: readonly number[] }
  | { readonly kind: 'unguessable'; readonly steps: readonly string[] }
  /** The cookie that a response sets lives no longer. */
  | { readonly kind: 'cookie-lifetime'; readonly step: string; readonly cookie: string; readonly days: number }
  /** Rejected, or with a cookie that browsers do not send there, as the response to `beside` has set it. */
  | { readonly kind: 'not-cross-site'; readonly step: string; readonly beside: string; readonly cookie: string }
  /** Rejected without a redirect, which clients would follow. */
  | { readonly kind: 'no-redirect'; readonly step: string }
  | { readonly kind: 'no-password'; readonly step: string }
  | { readonly kind: 'no-internal-details'; readonly step: string }
  /** Any response that does not grant a session, unlike that to the control request `beside`. */
  | { readonly kind: 'not-let-in'; readonly step: string; readonly beside: string }
  /**
   * Holds nothing of those `of` whom other steps are: no token of their sessions, or none of their identities;
   * `another` is an identity of theirs where its own is missing.
   */
  | {
      readonly kind: 'nothing-of';
      readonly step: string;
      readonly of: readonly string[];
      readonly what: 'token' | 'identity' | 'another';
    }
  /** Accepted, and without a token that was not sent. */
  | { readonly kind: 'no-new-token'; readonly step: string }
  /** The last of them, a correct login after many guesses, or one of the guesses before it, meets a limit. */
  | { readonly kind: 'limits-guesses'; readonly steps: readonly string[] }
  /** Shows none of these members that a request asked for, unless the response to the request `beside` shows it too. */
  | {
      readonly kind: 'not-granted';
      readonly step: string;
      readonly beside: string;
      readonly members: Readonly<Record<string, string | boolean>>;
    }
  /** A token that says when it ends. */
  | { readonly kind: 'token-ends'; readonly step: string }
  | { readonly kind: 'signed-token'; readonly step: string }
  /** Not signed with a key that others know. */
  | { readonly kind: 'unguessable-key'; readonly step: string }
  | { readonly kind: 'https'; readonly step: string };

/** One requirement put to the test. Several checks of one requirement all have to hold. */
export interface Check {
  /** The id of the requirement. */
  readonly requirement: string;
  readonly expect: Expectation;
  /** A name for the defect when it shows, the same for requirements that one defect breaks. */
  readonly defectKey?: string;
}

/** A sequence of requests that tests one or more requirements. */
export interface Case {
  readonly id: string;
  readonly api: string;
  readonly flow: Flow;
  readonly family: Family;
  /** Whether one of its requirements is about security. */
  readonly security: boolean;
  readonly title: string;
  /** The source of the case's first requirement. */
  readonly source?: string;
  readonly needs: readonly Need[];
  readonly steps: readonly Step[];
  readonly checks: readonly Check[];
}

/** A requirement that no request can test, and why. */
export interface UntestableRequirement extends Requirement {
  readonly reason: string;
}

/** Everything that is tested of an API, and how: plain JSON. */
export interface Plan {
  readonly version: 1;
  readonly api: string;
  /** The requirements of the cases, each judged in exactly one. */
  readonly requirements: readonly Requirement[];
  readonly untestable: readonly UntestableRequirement[];
  readonly cases: readonly Case[];
}

/** A case while it is derived, with the requirements that it judges. */
export interface Scenario extends Case {
  readonly requirements: readonly Requirement[];
  /** The step that is another form of a valid request, if the case is about one. */
  readonly variation?: { readonly slug: string; readonly step: Step };
  /** Whether a protected request shows it where no documented operation needs a token. */
  readonly shownByProbe?: true;
}
