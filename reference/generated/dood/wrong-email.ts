/* Generated from schemas/dood/wrong-email.schema.json by npm run generate. */

/**
 * ERR_WRONG_EMAIL (35).
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
