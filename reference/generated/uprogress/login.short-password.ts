/* Generated from schemas/uprogress/login.short-password.schema.json by npm run generate. */

/**
 * `errors.password` holds "is too short (minimum is 6 characters)".
 */
export type UprogressShortPassword = UprogressLoginFailed & {
  errors: {
    password: string[];
    [k: string]: unknown;
  };
  [k: string]: unknown;
};

/**
 * `errors`, an object of messages by field.
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
