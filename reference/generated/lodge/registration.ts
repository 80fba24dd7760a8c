/* Generated from schemas/lodge/registration.schema.json by npm run generate. */

export interface LodgeRegistration {
  email: string;
  password: string;
  [k: string]: unknown;
}
