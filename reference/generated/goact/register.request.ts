/* Generated from schemas/goact/register.request.schema.json by npm run generate. */

export interface GoactRegisterRequest {
  grant_type: 'signup';
  firstname: string;
  lastname: string;
  username: string;
  password: string;
  [k: string]: unknown;
}
