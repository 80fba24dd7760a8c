/* Generated from schemas/lodge/error.schema.json by npm run generate. */

export interface LodgeError {
  error: string;
  [k: string]: unknown;
}
