/* Generated from schemas/uprogress/login.invalid-email.schema.json by npm run generate. */

/**
 * An "is invalid" error.
 */
export type UprogressInvalidEmail = UprogressLoginFailed & {
  errors: {
    email: string[];
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
