/**
 * The version of what the harness asks of every contract. `requirements/<version>.json` has the requirements of the
 * bundled ones: none of their ids ever vanishes without an entry in `src/report/migrations.ts`.
 */
export const requirementSet = '2026-12';
