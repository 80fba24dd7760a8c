/* Generated from schemas/dood/logout.success.schema.json by npm run generate. */

/**
 * Code 0 and no data.
 */
export interface DoodLogoutAnswer {
  code: 0;
  message?: string;
  /**
   * @maxItems 0
   */
  data?: [];
  [k: string]: unknown;
}
