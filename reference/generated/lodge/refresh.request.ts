/* Generated from schemas/lodge/refresh.request.schema.json by npm run generate. */

export interface LodgeRefresh {
  refresh_token: string;
  [k: string]: unknown;
}
