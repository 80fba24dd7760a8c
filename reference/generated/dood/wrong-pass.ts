/* Generated from schemas/dood/wrong-pass.schema.json by npm run generate. */

/**
 * ERR_WRONG_PASS (33).
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
