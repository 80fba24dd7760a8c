/* Generated from schemas/lodge/session.schema.json by npm run generate. */

/**
 * What a client keeps of a new session, beside its cookie.
 */
export interface LodgeSession {
  user: {
    id: string;
    email: string;
    [k: string]: unknown;
  };
  csrf_token: string;
  refresh_token: string;
  expires_in: number;
  [k: string]: unknown;
}
