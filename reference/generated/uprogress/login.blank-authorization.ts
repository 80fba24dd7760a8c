/* Generated from schemas/uprogress/login.blank-authorization.schema.json by npm run generate. */

/**
 * A "can't be blank" error.
 */
export type UprogressBlankAuthorization = UprogressLoginFailed & {
  errors: {
    authorization: string[];
    [k: string]: unknown;
  };
  [k: string]: unknown;
};

/**
 * An `errors` object.
 */
export interface UprogressLoginFailed {
  errors: {
    /**
     * @minItems 1
     */
    [k: string]: [string, ...string[]];
  };
  [k: string]: unknown;
}
