/* Generated from schemas/ar/refused.schema.json by npm run generate. */

/**
 * An object whose `success` is false.
 */
export interface ArRefused {
  success: false;
  [k: string]: unknown;
}
