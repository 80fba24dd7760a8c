/* Generated from schemas/dood/wrong-login.schema.json by npm run generate. */

/**
 * Code 32 (ERR_WRONG_LOGIN).
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
