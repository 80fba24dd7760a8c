/** The alternatives of a schema, each as a schema of its own. */
import type { Schema } from './model.ts';

/** An alternative with the properties that stand beside the alternatives. */
export function withBase(branch: Schema, base: Schema = {}): Schema {
  const { properties = {}, required = [] } = base;
  if (Object.keys(properties).length === 0 && required.length === 0) return branch;
  const own = branch.properties ?? {};
  const shared = Object.entries(properties).map(([name, schema]) => [name, { ...schema, ...own[name] }]);
  return {
    ...branch,
    properties: { ...own, ...(Object.fromEntries(shared) as typeof own) },
    required: [...new Set([...required, ...(branch.required ?? [])])],
  };
}
