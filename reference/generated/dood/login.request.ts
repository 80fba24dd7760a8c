/* Generated from schemas/dood/login.request.schema.json by npm run generate. */

export interface DoodLoginRequest {
  email: string;
  password: string;
  system: 'android' | 'ios' | 'symbian';
  [k: string]: unknown;
}
