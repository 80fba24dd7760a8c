/* Generated from schemas/dood/failed.schema.json by npm run generate. */

/**
 * A non-zero code.
 */
export interface DoodFailed {
  code: number;
  message?: string;
  data?: {
    session_key?: never;
    type?: {
      [k: string]: unknown;
    };
    [k: string]: unknown;
  }[];
  [k: string]: unknown;
}
