/* Generated from schemas/uprogress/login.short-password.schema.json by npm run generate. */

/**
 * An "is too short" error.
 */
export type UprogressShortPassword = UprogressLoginFailed & {
  errors: {
    password: string[];
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
