/* Generated from schemas/dood/unauthorized-wrong-login.schema.json by npm run generate. */

/**
 * If it is an object with `code`, the code is 32.
 */
export interface DoodUnauthorizedWrongLogin {
  code?: 32;
  [k: string]: unknown;
}
