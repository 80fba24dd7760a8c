/* Generated from schemas/uprogress/login.invalid-email.schema.json by npm run generate. */

/**
 * `errors.email` holds "is invalid".
 */
export type UprogressInvalidEmail = UprogressLoginFailed & {
  errors: {
    email: string[];
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
