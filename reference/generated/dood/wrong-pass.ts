/* Generated from schemas/dood/wrong-pass.schema.json by npm run generate. */

/**
 * Code 33 (ERR_WRONG_PASS).
 */
export interface DoodWrongPass {
  code: 33;
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
