/* Generated from schemas/flame/login.success.schema.json by npm run generate. */

export interface FlameSession {
  auth_token: string;
  id: number;
  email: string;
  [k: string]: unknown;
}
