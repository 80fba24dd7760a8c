/* Generated from schemas/uprogress/login.blank-password.schema.json by npm run generate. */

/**
 * `errors.password` holds "can't be blank".
 */
export type UprogressBlankPassword = UprogressLoginFailed & {
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
