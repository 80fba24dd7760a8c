/* Generated from schemas/ar/refused.schema.json by npm run generate. */

/**
 * An object whose `success` is false, without a token.
 */
export interface ArRefused {
  success: false;
  data?: {
    api_token?: never;
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
