/* Generated from schemas/uprogress/login.success.schema.json by npm run generate. */

export interface UprogressSession {
  token: string;
  [k: string]: unknown;
}
