/* Generated from schemas/dood/login-exists.schema.json by npm run generate. */

/**
 * Code 34 (ERR_LOGIN_EXISTS).
 */
export interface DoodLoginExists {
  code: 34;
  message?: string;
  data?: {
    session_key?: never;
    type?: {
      [k: string]: unknown;
    };
    [k: string]: unknown;
  }[];
  [k: string]: unknown;
}
