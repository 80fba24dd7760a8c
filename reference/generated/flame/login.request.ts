/* Generated from schemas/flame/login.request.schema.json by npm run generate. */

export interface FlameLoginRequest {
  user: string;
  password: string;
  [k: string]: unknown;
}
