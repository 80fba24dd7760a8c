/* Generated from schemas/dood/pass-too-simple.schema.json by npm run generate. */

/**
 * ERR_PASS_TOO_SIMPLE (36).
 */
export interface DoodPassTooSimple {
  code: 36;
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
