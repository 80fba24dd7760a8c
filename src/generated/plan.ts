/* Generated from schemas/plan.schema.json by npm run generate. */

/**
 * The configured accounts, or one that is registered during the case.
 */
export type Account = string;
/**
 * The id of a step of the same case.
 */
export type StepId = string;
/**
 * One difference of a request from the valid one.
 */
export type Mutation =
  | {
      mutate: 'set';
      parameter: string;
      value: Value;
    }
  | {
      mutate: 'omit';
      parameter: string;
    }
  | {
      mutate: 'twice';
      parameter: string;
    }
  | {
      mutate: 'method';
      method: string;
    }
  | {
      mutate: 'raw-body';
      text: string;
      of: 'json' | 'form';
      encoding?: 'latin1';
    }
  | {
      mutate: 'content-type';
      written: 'with charset' | 'in capitals';
    }
  | {
      mutate: 'body-as';
      type: 'another' | 'text/plain';
    }
  | {
      mutate: 'elsewhere';
      to: 'query' | 'basic';
    }
  | {
      mutate: 'extra';
      members: {
        [k: string]: unknown;
      };
    }
  | {
      mutate: 'accept';
      type: string;
    }
  | {
      mutate: 'header';
      name: string;
      value: string;
    }
  | {
      mutate: 'reordered';
    }
  | {
      mutate: 'request-of';
      operation: string;
    }
  | {
      mutate: 'user-id-of';
      step: StepId;
    }
  | {
      mutate: 'credentials-of';
      operation: string;
    }
  | {
      mutate: 'credentials';
      as:
        | 'none'
        | 'empty'
        | 'cookies-instead'
        | 'token-in-cookie'
        | 'user-of-a-proxy'
        | 'token-in-another-header'
        | 'basic-login'
        | 'bearer-token'
        | 'token-alone'
        | 'token-in-query'
        | 'token-in-query-too'
        | 'token-in-body'
        | 'cookie-twice'
        | 'client-in-body'
        | 'client-in-query';
      /**
       * Names of parameters in place of `access_token`, which all have the token.
       *
       * @minItems 1
       */
      names?: [string, ...string[]];
    }
  | {
      mutate: 'template';
      template: string;
    }
  | {
      mutate: 'scheme';
      name: string;
      how?: 'basic' | 'own' | 'glued' | 'alone';
    }
  | {
      mutate: 'credentials-of-scheme';
      scheme: {
        name: string;
        in: 'header' | 'query' | 'cookie' | 'path' | 'body';
        parameter: string;
        scheme?: string;
        template: string;
      };
      placed?: true;
    }
  | {
      mutate: 'token';
      as:
        | 'unknown-token'
        | 'malformed-token'
        | 'identity-as-token'
        | 'token-null'
        | 'token-number'
        | 'token-of-every-object'
        | 'token-long'
        | 'token-beyond-ascii'
        | 'user-id-as-token'
        | 'access-token'
        | 'refresh-token'
        | 'token-in-list'
        | 'token-start-changed'
        | 'token-pattern'
        | 'token-sql'
        | 'token-changed'
        | 'token-end-changed'
        | 'token-cut'
        | 'token-extended'
        | 'token-doubled'
        | 'token-halves-swapped'
        | 'token-in-another-case'
        | 'token-of-another-session';
    }
  | {
      mutate: 'token-text';
      text: string;
    }
  | {
      mutate: 'jwt';
      as:
        | 'signature-changed'
        | 'signature-cut'
        | 'signature-extended'
        | 'signature-in-another-case'
        | 'signature-end-changed'
        | 'token-cut'
        | 'empty-signature'
        | 'two-parts'
        | 'four-parts'
        | 'alg-none'
        | 'alg-none-in-other-case'
        | 'alg-none-in-capitals'
        | 'alg-none-in-mixed-case'
        | 'alg-none-with-signature'
        | 'header-not-json'
        | 'payload-not-json'
        | 'payload-changed'
        | 'payload-of-another-user'
        | 'without-alg'
        | 'alg-changed'
        | 'typ-changed'
        | 'zero-signature'
        | 'zero-signature-in-der'
        | 'rsa-key-in-header'
        | 'ec-key-in-header'
        | 'key-of-empty-file'
        | 'key-of-query'
        | 'guessed-key'
        | 'key-of-nobody'
        | 'key-in-header'
        | 'white-space';
    }
  | {
      mutate: 'jwt-key';
      key: string;
    }
  | {
      mutate: 'client';
      as:
        | 'wrong-secret'
        | 'empty-secret'
        | 'secret-cut'
        | 'secret-extended'
        | 'secret-and-more'
        | 'secret-beyond-ascii'
        | 'secret-in-another-case'
        | 'unknown-client'
        | 'unknown-client-empty-secret'
        | 'user-as-client'
        | 'client-id-in-another-case'
        | 'id-and-secret-swapped';
    }
  | {
      mutate: 'unsigned';
    }
  | {
      mutate: 'garbled';
    }
  | {
      mutate: 'replay';
      of: StepId;
    }
  | {
      mutate: 'reused-nonce';
      of: StepId;
    }
  | {
      mutate: 'authorization-of';
      of: StepId;
    }
  | {
      mutate: 'unsigned-client';
      scheme: 'Basic' | 'Bearer';
    }
  | {
      mutate: 'protocol';
      parameter: string;
      value?: string;
    }
  | {
      mutate: 'protocol-twice';
      parameter: string;
      signed: 'once' | 'twice';
    }
  | {
      mutate: 'false-client';
      id?: 'unknown' | 'extended' | 'case';
      secret?: 'wrong' | 'empty' | 'of-nobody' | 'of-limited-client' | 'id' | 'lower-case' | 'first-eight';
      by?: 'PLAINTEXT';
    }
  | {
      mutate: 'limited-client';
    }
  | {
      mutate: 'token-secret';
      as: 'extended' | 'empty';
    }
  | {
      mutate: 'cut-token';
      as: 'cut' | 'extended' | 'half';
    }
  | {
      mutate: 'no-token';
    }
  | {
      mutate: 'unknown-token';
    }
  | {
      mutate: 'token-added';
    }
  | {
      mutate: 'signed-as-method';
      method: string;
    }
  | {
      mutate: 'signed-as-path';
      path?: string;
    }
  | {
      mutate: 'signed-without-port';
    }
  | {
      mutate: 'signed-for-host';
      host: string;
    }
  | {
      mutate: 'optional-unsigned';
    }
  | {
      mutate: 'body-unsigned';
    }
  | {
      mutate: 'body-changed';
    }
  | {
      mutate: 'body-added';
    }
  | {
      mutate: 'body-repeated';
    }
  | {
      mutate: 'query-added';
    }
  | {
      mutate: 'signature-method';
      label: string;
    }
  | {
      mutate: 'old-timestamp';
    }
  | {
      mutate: 'signature';
      as: 'empty' | 'cut' | 'changed' | 'end-changed' | 'case' | 'extended';
    }
  | {
      mutate: 'realm';
    }
  | {
      mutate: 'lower-case-scheme';
    };
export type Value =
  | {
      literal: unknown;
    }
  | {
      of: Account;
      part: 'identity' | 'password' | 'new-password' | 'former-password' | 'verification-code';
      by?:
        | 'cut'
        | 'extended'
        | 'first-changed'
        | 'first-counted-up'
        | 'without-first'
        | 'swap-case'
        | 'space-before'
        | 'space-after'
        | 'space-inside'
        | 'last-changed'
        | 'nul-after'
        | 'first-letters-in-capitals'
        | 'up-to-at'
        | 'percent-second'
        | 'another-domain'
        | 'letter-for-dot'
        | 'sql-comment-after'
        | 'any-pattern'
        | 'star-end'
        | 'hyphen-in-domain'
        | 'plus-tag'
        | 'swap-first-case'
        | 'swap-accent'
        | 'swap-beyond-ascii'
        | 'underscore-second'
        | 'percent-end'
        | 'eight-spaces'
        | 'first-five'
        | 'first-half'
        | 'second-half'
        | 'sha-256'
        | 'md5'
        | 'twice'
        | 'backwards'
        | 'percent-encoded'
        | 'html-entity'
        | 'base64'
        | 'tag-after'
        | 'control-after'
        | 'invisible-inside'
        | 'line-break-after'
        | 'inner-space-doubled'
        | 'full-width-first'
        | 'after-ki'
        | 'kelvin-sign'
        | 'dotless-i'
        | 'accent-after-first'
        | 'any-regex'
        | 'without-domain'
        | 'without-name'
        | 'two-domains'
        | 'space-in-name'
        | 'two-lines'
        | 'without-at';
      inArray?: true;
      inCondition?: true;
    };
export type Expectation =
  | {
      kind: 'answers';
      step: StepId;
      situation: string;
    }
  | {
      kind: 'accepted';
      step: StepId;
      beside?: StepId;
    }
  | {
      kind: 'rejected';
      step: StepId;
    }
  | {
      kind: 'one-accepted';
      /**
       * @minItems 2
       * @maxItems 2
       */
      steps: [StepId, StepId];
    }
  | {
      kind: 'property';
      step: StepId;
      name: string;
      /**
       * JSON Pointer in which `*` stands for any index.
       */
      pointer: string;
      schema: string;
    }
  | {
      kind: 'media-type';
      step: StepId;
      of: 'success' | 'refusal';
    }
  | {
      kind: 'no-server-error';
      step: StepId;
      readable?: true;
    }
  | {
      kind: 'token-claims';
      step: StepId;
    }
  | {
      kind: 'header';
      step: StepId;
      name: string;
      required?: boolean;
      schema?: {
        [k: string]: unknown;
      };
      onStatus?: number;
      /**
       * Of several Set-Cookie headers, the one of this cookie.
       */
      cookie?: string;
      /**
       * Asked of targets that are reached over HTTPS only.
       */
      onHttps?: boolean;
      /**
       * Asked of responses with a body or a cookie only.
       */
      onContent?: boolean;
    }
  | {
      kind: 'same';
      /**
       * @minItems 2
       * @maxItems 2
       */
      steps: [StepId, StepId];
      role:
        | 'identity'
        | 'password'
        | 'password-confirmation'
        | 'verification-code'
        | 'nickname'
        | 'token'
        | 'token-secret'
        | 'user-id'
        | 'expires-in';
    }
  | {
      kind: 'distinct';
      /**
       * @minItems 1
       */
      steps: [StepId, ...StepId[]];
      role:
        | 'identity'
        | 'password'
        | 'password-confirmation'
        | 'verification-code'
        | 'nickname'
        | 'token'
        | 'token-secret'
        | 'user-id'
        | 'expires-in';
    }
  | {
      kind: 'own-identity';
      step: StepId;
      beside?: StepId;
    }
  | {
      kind: 'same-answer';
      /**
       * @minItems 2
       * @maxItems 2
       */
      steps: [StepId, StepId];
    }
  | {
      kind: 'status-in';
      step: StepId;
      /**
       * @minItems 1
       */
      statuses: [number, ...number[]];
    }
  | {
      kind: 'unguessable';
      /**
       * @minItems 1
       */
      steps: [StepId, ...StepId[]];
    }
  | {
      kind: 'cookie-lifetime';
      step: StepId;
      cookie: string;
      days: number;
    }
  | {
      kind: 'not-cross-site';
      step: StepId;
      beside: StepId;
      cookie: string;
    }
  | {
      kind: 'no-redirect';
      step: StepId;
    }
  | {
      kind: 'no-password';
      step: StepId;
    }
  | {
      kind: 'no-insides';
      step: StepId;
    }
  | {
      kind: 'not-let-in';
      step: StepId;
      beside: StepId;
    }
  | {
      kind: 'nothing-of';
      step: StepId;
      /**
       * @minItems 1
       */
      of: [StepId, ...StepId[]];
      what: 'token' | 'identity' | 'another';
    }
  | {
      kind: 'no-new-token';
      step: StepId;
    }
  | {
      kind: 'signed-token';
      step: StepId;
    }
  | {
      kind: 'limits-guesses';
      steps: StepId[];
    }
  | {
      kind: 'not-granted';
      step: StepId;
      beside: StepId;
      members: {
        [k: string]: string | boolean;
      };
    }
  | {
      kind: 'token-ends';
      step: StepId;
    }
  | {
      kind: 'unguessable-key';
      step: StepId;
    }
  | {
      kind: 'https';
      step: StepId;
    };

/**
 * All requirements and cases of an API, derived from its contract without a request.
 */
export interface Plan {
  version: 1;
  /**
   * The id of the contract.
   */
  api: string;
  /**
   * Those that cases judge, each in exactly one.
   */
  requirements: Requirement[];
  untestable: Untestable[];
  cases: Case[];
}
export interface Requirement {
  /**
   * API, operation and slug.
   */
  id: string;
  api: string;
  flow:
    | 'before-login'
    | 'session-start'
    | 'login'
    | 'register'
    | 'verify'
    | 'token-info'
    | 'refresh'
    | 'change-password'
    | 'logout'
    | 'logout-all'
    | 'delete-account'
    | 'document';
  level: 'documented' | 'implied' | 'standard' | 'advice';
  /**
   * Present tense, with the target as its unwritten subject.
   */
  statement: string;
  /**
   * The request that the statement is about, if it is about one.
   */
  request?: string;
  /**
   * File and lines, or standard and section.
   */
  source?: string;
  /**
   * How an unclear place of the API document is understood.
   */
  reading?: string;
  security?: Security;
}
/**
 * What a requirement of security is about, and the entries of OWASP ASVS 5.0, CWE and the OWASP API Security Top 10 that ask for it.
 */
export interface Security {
  topic: string;
  asvs: string[];
  cwe: string[];
  apiTop10: string[];
}
export interface Untestable {
  /**
   * API, operation and slug.
   */
  id: string;
  api: string;
  flow:
    | 'before-login'
    | 'session-start'
    | 'login'
    | 'register'
    | 'verify'
    | 'token-info'
    | 'refresh'
    | 'change-password'
    | 'logout'
    | 'logout-all'
    | 'delete-account'
    | 'document';
  level: 'documented' | 'implied' | 'standard' | 'advice';
  /**
   * Present tense, with the target as its unwritten subject.
   */
  statement: string;
  /**
   * File and lines, or standard and section.
   */
  source?: string;
  /**
   * How an unclear place of the API document is understood.
   */
  reading?: string;
  /**
   * Why no request can test it.
   */
  reason: string;
}
/**
 * Steps and checks that decide one or more requirements.
 */
export interface Case {
  id: string;
  api: string;
  flow:
    | 'before-login'
    | 'session-start'
    | 'login'
    | 'register'
    | 'verify'
    | 'token-info'
    | 'refresh'
    | 'change-password'
    | 'logout'
    | 'logout-all'
    | 'delete-account';
  family: 'outcomes' | 'parameters' | 'credentials' | 'lifecycle' | 'hardening';
  /**
   * Whether one of its requirements is about security.
   */
  security: boolean;
  title: string;
  source?: string;
  /**
   * What must be configured or allowed.
   */
  needs: (
    | 'second-account'
    | 'own-username'
    | 'registration'
    | 'verification-code'
    | 'client'
    | 'limited-client'
    | 'probe-path'
    | 'wait'
  )[];
  /**
   * @minItems 1
   */
  steps: [Step, ...Step[]];
  /**
   * @minItems 1
   */
  checks: [Check, ...Check[]];
}
/**
 * One request.
 */
export interface Step {
  id: string;
  /**
   * The id of an operation of the contract, or `probe`.
   */
  operation: string;
  flow:
    | 'before-login'
    | 'session-start'
    | 'login'
    | 'register'
    | 'verify'
    | 'token-info'
    | 'refresh'
    | 'change-password'
    | 'logout'
    | 'logout-all'
    | 'delete-account';
  as: Account;
  session?: StepId;
  /**
   * The scheme whose credentials the mutations are about; that of the session by default.
   */
  scheme?: string;
  otherSession?: StepId;
  mutations: Mutation[];
  /**
   * What has to come of it, or the case is blocked.
   */
  require?: 'accepted' | 'rejected';
  /**
   * The verdict when it does not, instead of blocked.
   */
  ifUnmet?: 'not-testable';
  /**
   * It is sent only if another step ended so.
   */
  when?: {
    step: StepId;
    /**
     * @minItems 1
     */
    was: ['accepted' | 'rejected' | 'nonconforming', ...('accepted' | 'rejected' | 'nonconforming')[]];
  };
  /**
   * Sent at the same time as the next step.
   */
  concurrent?: true;
  connection?: 'opened' | 'reused';
  mayMeetLimit?: true;
  afterExpiryOf?: StepId;
  duringLifeOf?: StepId;
}
/**
 * One expectation for one requirement.
 */
export interface Check {
  /**
   * The id of the requirement.
   */
  requirement: string;
  expect: Expectation;
  /**
   * Groups mismatches of one defect.
   */
  defectKey?: string;
}
