/* Generated from schemas/goact/error.schema.json by npm run generate. */

/**
 * An error body. If it is an object with `response`, that is the error message.
 */
export interface GoactError {
  response?: string;
  [k: string]: unknown;
}
