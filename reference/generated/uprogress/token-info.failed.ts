/* Generated from schemas/uprogress/token-info.failed.schema.json by npm run generate. */

/**
 * `{"user": null}`, or an object with a property that is "User not found", "Authorization token invalid" or "Authorization token expired".
 */
export type UprogressNoCurrentUser =
  | {
      user: null;
      [k: string]: unknown;
    }
  | {
      [k: string]: unknown;
    };
