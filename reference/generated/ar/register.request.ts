/* Generated from schemas/ar/register.request.schema.json by npm run generate. */

export interface ArRegisterRequest {
  email: string;
  password: string;
  password_confirm: string;
  first_name: string;
  last_name?: string;
  weight?: number;
  sport?: string;
  sex?: string;
  birth_date?: string;
  country?: string;
  application?: string;
  [k: string]: unknown;
}
