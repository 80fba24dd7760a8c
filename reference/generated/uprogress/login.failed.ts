/* Generated from schemas/uprogress/login.failed.schema.json by npm run generate. */

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
