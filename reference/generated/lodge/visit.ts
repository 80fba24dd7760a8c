/* Generated from schemas/lodge/visit.schema.json by npm run generate. */

export interface LodgeVisit {
  csrf_token: string;
  [k: string]: unknown;
}
