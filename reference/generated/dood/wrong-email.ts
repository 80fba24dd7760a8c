/* Generated from schemas/dood/wrong-email.schema.json by npm run generate. */

/**
 * Code 35 (ERR_WRONG_EMAIL).
 */
export interface DoodWrongEmail {
  code: 35;
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
