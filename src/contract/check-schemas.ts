/** Compiles every schema of the operations with an `x-flow` when a contract is checked, so that no judge meets a bad one. */
import type { Schema } from './model.ts';
import type { Json, JsonObject } from './json.ts';
import { checkSchema } from './validate.ts';

/** @throws UserError naming file and JSON Pointer of what is no JSON Schema */
export function checkSchemas(file: string, document: JsonObject): void {
  const checked = new Set<Json>();
  const walk = (value: Json | undefined, pointer: string): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      if (key.startsWith('x-') || key === 'example' || key === 'examples') continue;
      const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (key !== 'schema') walk(member, at);
      else if (!checked.has(member)) {
        checkSchema(`${file}#${at}`, member as unknown as Schema);
        checked.add(member);
      }
    }
  };
  for (const [path, item] of Object.entries((document['paths'] ?? {}) as Record<string, JsonObject>)) {
    const place = `/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const operations = Object.entries(item).filter(([, each]) => isFlow(each));
    for (const [method, operation] of operations) walk(operation, `${place}/${method}`);
    if (operations.length > 0) walk(item['parameters'], `${place}/parameters`);
  }
}

function isFlow(operation: Json): boolean {
  return typeof operation === 'object' && operation !== null && 'x-flow' in operation;
}
