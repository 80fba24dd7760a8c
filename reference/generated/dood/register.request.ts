/* Generated from schemas/dood/register.request.schema.json by npm run generate. */

export interface DoodRegisterRequest {
  email: string;
  password: string;
  sex?: 'M' | 'F' | 'm' | 'f';
  name: string;
  surname: string;
  nickname: string;
  birthdate: string;
  default_city?: string;
  [k: string]: unknown;
}
