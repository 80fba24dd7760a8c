/* Generated from schemas/uprogress/login.password-of-6.schema.json by npm run generate. */

/**
 * a failure whose `errors.password`, if present, does not hold "is too short (minimum is 6 characters)".
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
