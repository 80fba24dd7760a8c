/* Generated from schemas/contract.schema.json by npm run generate. */

export type Slug = string;
/**
 * One of the situations of docs/contracts.md, for one parameter with `:name`, or the id of an x-case of the operation.
 */
export type Situation = string;

/**
 * The extension keywords that a contract adds to OpenAPI 3.1. All keys of a contract that begin with `x-` are checked.
 */
export interface ContractKeywords {
  /**
   * On the root: the id of the API, the first part of every requirement id.
   */
  'x-id'?: string;
  /**
   * On the root: extension keywords of other tools, which are ignored. A trailing `*` matches anything.
   */
  'x-foreign'?: string[];
  /**
   * On the root: contradictions in the API document.
   */
  'x-defects'?: {
    /**
     * On anything: the place in the API document, as file and line or lines.
     */
    'x-source': string;
    statement: string;
    /**
     * On anything: how an unclear place of the API document is interpreted.
     */
    'x-reading': string;
  }[];
  /**
   * On the root: what the API document says at the places that `x-source` cites, in one's own words, for readers who do not have it.
   */
  'x-passages'?: {
    [k: string]: string;
  };
  /**
   * On the root: requirements that no request can test, with the reason.
   */
  'x-not-testable'?: {
    id: Slug;
    statement: string;
    /**
     * On anything: the place in the API document, as file and line or lines.
     */
    'x-source': string;
    /**
     * On anything: how binding it is.
     */
    'x-level'?: 'documented' | 'implied' | 'standard' | 'advice';
    reason: string;
  }[];
  /**
   * On anything: the place in the API document, as file and line or lines.
   */
  'x-source'?: string;
  /**
   * On anything: how binding it is.
   */
  'x-level'?: 'documented' | 'implied' | 'standard' | 'advice';
  /**
   * On anything: how an unclear place of the API document is interpreted.
   */
  'x-reading'?: string;
  /**
   * On an operation: its purpose in a session.
   */
  'x-flow'?:
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
  /**
   * On one of several logins or logouts: cases about other subjects use this one, and not the first of the document.
   */
  'x-main'?: true;
  /**
   * On a property of a request or a response: its purpose.
   */
  'x-role'?:
    | 'identity'
    | 'password'
    | 'new-password'
    | 'password-confirmation'
    | 'verification-code'
    | 'nickname'
    | 'token'
    | 'token-secret'
    | 'refresh-token'
    | 'csrf-token'
    | 'user-id'
    | 'session-id'
    | 'expires-in'
    | 'expires-in-ms';
  /**
   * On an operation: the places of roles, for schemas without x-role.
   */
  'x-roles'?: {
    request?: Places;
    response?: Places1;
  };
  /**
   * On an operation: values of parameters, by the places of x-roles, for a document without examples.
   */
  'x-values'?: {
    [k: string]: {
      [k: string]: unknown;
    };
  };
  /**
   * On a response, or on a branch of its schema's anyOf or oneOf: its situations.
   */
  'x-when'?:
    | Situation
    | [
        (
          | Situation
          | {
              when: Situation;
              /**
               * On anything: the place in the API document, as file and line or lines.
               */
              'x-source'?: string;
              /**
               * On anything: how binding it is.
               */
              'x-level'?: 'documented' | 'implied' | 'standard' | 'advice';
              /**
               * On anything: how an unclear place of the API document is interpreted.
               */
              'x-reading'?: string;
            }
        ),
        ...(
          | Situation
          | {
              when: Situation;
              /**
               * On anything: the place in the API document, as file and line or lines.
               */
              'x-source'?: string;
              /**
               * On anything: how binding it is.
               */
              'x-level'?: 'documented' | 'implied' | 'standard' | 'advice';
              /**
               * On anything: how an unclear place of the API document is interpreted.
               */
              'x-reading'?: string;
            }
        )[]
      ];
  /**
   * On a response: `optional` means that the body may be absent or not JSON; its schema applies if it is JSON.
   */
  'x-body'?: 'optional';
  /**
   * On a security scheme: the form of the credentials, with {token}, {refresh-token}, {csrf-token}, {client-id} and {client-secret}, {identity} and {password}, or the name of a setting that holds a key: $TARGET_API_KEY, $TARGET_API_KEY_….
   */
  'x-credentials'?: string;
  /**
   * On a security scheme: the document says that requests without credentials in this place fail. A list names the parameters in which the document has them as well.
   */
  'x-only-here'?: true | [string, ...string[]];
  /**
   * On a security scheme: how requests are signed.
   */
  'x-signature'?: 'oauth-1.0a';
  /**
   * On an operation: further requests, each with the expected situation.
   */
  'x-cases'?: {
    id: Slug;
    statement: string;
    /**
     * On anything: the place in the API document, as file and line or lines.
     */
    'x-source'?: string;
    /**
     * On anything: how binding it is.
     */
    'x-level'?: 'documented' | 'implied' | 'standard' | 'advice';
    /**
     * On anything: how an unclear place of the API document is interpreted.
     */
    'x-reading'?: string;
    request: {
      /**
       * Another method, with the body parameters in the query.
       */
      method?: 'get' | 'GET' | 'post' | 'POST';
      /**
       * Values of parameters, by name.
       */
      set?: {
        [k: string]: unknown;
      };
      /**
       * Values of additional headers, by name.
       */
      headers?: {
        [k: string]: string;
      };
      /**
       * Names of omitted parameters.
       */
      omit?: string[];
    };
    /**
     * One of the situations of docs/contracts.md, for one parameter with `:name`, or the id of an x-case of the operation.
     */
    expect: string;
  }[];
}
/**
 * A JSON Pointer into the body, or query:NAME, header:NAME, path:NAME.
 */
export interface Places {
  [k: string]: string;
}
/**
 * A JSON Pointer into the body of a success, or header:NAME, cookie:NAME, body (the whole body).
 */
export interface Places1 {
  [k: string]: string;
}
