/* Generated from schemas/lodge/password.request.schema.json by npm run generate. */

export interface LodgeNewPassword {
  current_password: string;
  new_password: string;
  [k: string]: unknown;
}
