/* Generated from schemas/goact/login.request.schema.json by npm run generate. */

export interface GoactLoginRequest {
  grant_type: 'password';
  username: string;
  password: string;
  [k: string]: unknown;
}
