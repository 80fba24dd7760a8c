/* Generated from schemas/contract.schema.json by npm run generate. */

export type Slug = string;
/**
 * One of the situations of docs/contracts.md, for one parameter with `:name`, or the id of an x-case of the operation.
 */
export type Situation = string;

/**
 * The extension keywords that a contract adds to OpenAPI 3.1. Every object of a contract is checked with its members that begin with `x-`.
 */
export interface ContractKeywords {
  /**
   * On the root: the id of the API, first part of every requirement id.
   */
  'x-id'?: string;
  /**
   * On the root: extension keywords of other tools, left alone. A trailing `*` stands for anything.
   */
  'x-foreign'?: string[];
  /**
   * On the root: places where the document contradicts itself.
   */
  'x-defects'?: {
    /**
     * On anything: where the document says it, as file and line or lines.
     */
    'x-source': string;
    statement: string;
    /**
     * On anything: how an unclear place of the document is read.
     */
    'x-reading': string;
  }[];
  /**
   * On the root: promises of the document that cannot be tested from outside, and why.
   */
  'x-not-testable'?: {
    id: Slug;
    statement: string;
    /**
     * On anything: where the document says it, as file and line or lines.
     */
    'x-source': string;
    /**
     * On anything: how binding it is.
     */
    'x-level'?: 'documented' | 'implied' | 'standard' | 'advice';
    reason: string;
  }[];
  /**
   * On anything: where the document says it, as file and line or lines.
   */
  'x-source'?: string;
  /**
   * On anything: how binding it is.
   */
  'x-level'?: 'documented' | 'implied' | 'standard' | 'advice';
  /**
   * On anything: how an unclear place of the document is read.
   */
  'x-reading'?: string;
  /**
   * On an operation: the part it plays in a session.
   */
  'x-flow'?: 'session-start' | 'login' | 'register' | 'token-info' | 'logout';
  /**
   * On a member of a request or a response: what it is for.
   */
  'x-role'?:
    | 'identity'
    | 'password'
    | 'password-confirmation'
    | 'nickname'
    | 'token'
    | 'token-secret'
    | 'user-id'
    | 'expires-in';
  /**
   * On an operation: where values with a role stand, by role, where its schemas carry no x-role.
   */
  'x-roles'?: {
    request?: Places;
    response?: Places1;
  };
  /**
   * On a response, or on a branch of its schema's anyOf or oneOf: the situations that it answers.
   */
  'x-when'?:
    | Situation
    | [
        (
          | Situation
          | {
              when: Situation;
              /**
               * On anything: where the document says it, as file and line or lines.
               */
              'x-source'?: string;
              /**
               * On anything: how binding it is.
               */
              'x-level'?: 'documented' | 'implied' | 'standard' | 'advice';
              /**
               * On anything: how an unclear place of the document is read.
               */
              'x-reading'?: string;
            }
        ),
        ...(
          | Situation
          | {
              when: Situation;
              /**
               * On anything: where the document says it, as file and line or lines.
               */
              'x-source'?: string;
              /**
               * On anything: how binding it is.
               */
              'x-level'?: 'documented' | 'implied' | 'standard' | 'advice';
              /**
               * On anything: how an unclear place of the document is read.
               */
              'x-reading'?: string;
            }
        )[]
      ];
  /**
   * On a response: `optional` means that the body may be absent or something other than JSON; its schema holds when it is JSON.
   */
  'x-body'?: 'optional';
  /**
   * On a security scheme: how credentials are written into it, with {token}, {client-id} and {client-secret}.
   */
  'x-credentials'?: string;
  /**
   * On a security scheme: requests are signed so.
   */
  'x-signature'?: 'oauth-1.0a';
  /**
   * On an operation: variations of its request that cannot be derived, each with the situation that answers it.
   */
  'x-cases'?: {
    id: Slug;
    statement: string;
    /**
     * On anything: where the document says it, as file and line or lines.
     */
    'x-source'?: string;
    /**
     * On anything: how binding it is.
     */
    'x-level'?: 'documented' | 'implied' | 'standard' | 'advice';
    /**
     * On anything: how an unclear place of the document is read.
     */
    'x-reading'?: string;
    request: {
      /**
       * Another method; body parameters then go into the query.
       */
      method?: 'get' | 'GET' | 'post' | 'POST';
      /**
       * Parameters by name, and the values they get.
       */
      set?: {
        [k: string]: unknown;
      };
      /**
       * Headers by name, and their values, beside those that every request has.
       */
      headers?: {
        [k: string]: string;
      };
      /**
       * Names of parameters left out.
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
 * A JSON Pointer into the body of a success.
 */
export interface Places1 {
  [k: string]: string;
}
