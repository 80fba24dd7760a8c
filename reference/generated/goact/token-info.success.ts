/* Generated from schemas/goact/token-info.success.schema.json by npm run generate. */

export interface GoactTokenInfo {
  user: number;
  token_type: 'user';
  access_token?: string;
  expires_in?: number;
  [k: string]: unknown;
}
