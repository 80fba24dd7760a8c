/* Generated from schemas/dood/wrong-login.schema.json by npm run generate. */

/**
 * ERR_WRONG_LOGIN (32).
 */
export interface DoodWrongLogin {
  code: 32;
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
