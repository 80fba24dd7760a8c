/* Generated from schemas/lodge/verification.schema.json by npm run generate. */

export interface LodgeVerification {
  email: string;
  code: string;
  [k: string]: unknown;
}
