/* Generated from schemas/uprogress/login.blank-authorization.schema.json by npm run generate. */

/**
 * `errors.authorization` holds "can't be blank".
 */
export type UprogressBlankAuthorization = UprogressLoginFailed & {
  errors: {
    authorization: string[];
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
