/* Generated from schemas/dood/login-exists.schema.json by npm run generate. */

/**
 * ERR_LOGIN_EXISTS (34).
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
