/* Generated from schemas/goact/token.schema.json by npm run generate. */

/**
 * A user token, as login and registration issue it.
 */
export interface GoactToken {
  user: number;
  /**
   * a text for a header, without spaces
   */
  access_token: string;
  token_type: 'user';
  expires_in?: number;
  [k: string]: unknown;
}
