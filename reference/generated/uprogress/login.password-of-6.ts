/* Generated from schemas/uprogress/login.password-of-6.schema.json by npm run generate. */

/**
 * A failure without "is too short (minimum is 6 characters)" in `errors.password`.
 */
export type UprogressPasswordOf6 = UprogressLoginFailed & {
  errors: {
    password?: {
      [k: string]: unknown;
    }[];
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
