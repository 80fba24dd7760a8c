/* Generated from schemas/uprogress/token-info.failed.schema.json by npm run generate. */

/**
 * `{"user": null}`, or an object with "User not found", "Authorization token invalid" or "Authorization token expired" as the value of a property, at any depth.
 */
export type UprogressNoCurrentUser =
  | {
      user: null;
      [k: string]: unknown;
    }
  | PropertyAt3;

export interface PropertyAt3 {
  [k: string]: unknown;
}
