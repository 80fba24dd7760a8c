/* Generated from schemas/ar/session.schema.json by npm run generate. */

/**
 * An access token of the user, as login and registration issue it.
 */
export interface ArSession {
  success: true;
  data: {
    api_token: {
      /**
       * a string that is not blank
       */
      oauth_token: string;
      /**
       * a string that is not blank
       */
      oauth_token_secret: string;
      [k: string]: unknown;
    };
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
