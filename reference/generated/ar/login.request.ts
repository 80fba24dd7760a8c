/* Generated from schemas/ar/login.request.schema.json by npm run generate. */

export interface ArLoginRequest {
  email: string;
  password: string;
  application?: string;
  [k: string]: unknown;
}
