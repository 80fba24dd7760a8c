/* Generated from schemas/dood/unauthorized-wrong-pass.schema.json by npm run generate. */

/**
 * If it is an object with `code`, the code is 33.
 */
export interface DoodUnauthorizedWrongPass {
  code?: 33;
  [k: string]: unknown;
}
