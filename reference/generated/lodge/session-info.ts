/* Generated from schemas/lodge/session-info.schema.json by npm run generate. */

export interface LodgeSessionInfo {
  user: {
    id: string;
    email: string;
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
