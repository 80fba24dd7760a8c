/* Generated from schemas/dood/session.schema.json by npm run generate. */

/**
 * Code 0 and exactly one API Session.
 */
export interface DoodSessionAnswer {
  code: 0;
  message?: string;
  /**
   * @minItems 1
   * @maxItems 1
   */
  data: [
    {
      type: 'APISession';
      /**
       * a string that is not blank
       */
      session_key: string;
      photo_server?: string;
      id?: string;
      category_version?: number;
      [k: string]: unknown;
    }
  ];
  [k: string]: unknown;
}
