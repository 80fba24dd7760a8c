/** Compiles every schema of a contract when it is checked, so that judges use valid schemas only. */
import { escapeToken } from '../core/json-pointer.ts';
import type { Locate } from './build.ts';
import type { Json, JsonObject } from './json.ts';
import type { Schema } from './model.ts';
import type { Problems } from './problems.ts';
import { checkSchema } from './validate.ts';

/** @param problems collects each place that is not a valid JSON Schema */
export function checkSchemas(document: JsonObject, locate: Locate, problems: Problems): void {
  const checked = new Set<Json>();
  const walk = (value: Json | undefined, pointer: string): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      if (key.startsWith('x-') || key === 'example' || key === 'examples') continue;
      const at = `${pointer}/${escapeToken(key)}`;
      if (key !== 'schema') walk(member, at);
      else if (!checked.has(member)) {
        problems.attempt(() => checkSchema(locate(at), member as unknown as Schema));
        checked.add(member);
      }
    }
  };
  walk(document['paths'], '/paths');
}
