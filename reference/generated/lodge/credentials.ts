/* Generated from schemas/lodge/credentials.schema.json by npm run generate. */

export interface LodgeCredentials {
  email: string;
  password: string;
  [k: string]: unknown;
}
