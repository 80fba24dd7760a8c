/** Reads from a request what it says of an account. */
import { parameterOf } from '../../contract/model.ts';
import type { Role } from '../../contract/model.ts';
import { valueAt } from './body.ts';
import type { Observation } from './observation.ts';

/** The value of the parameter with a role, as it was sent; undefined where it was not. */
export function sentValue({ request, operation }: Observation, role: Role): unknown {
  const parameter = parameterOf(operation, role);
  if (parameter === undefined) return undefined;
  const { name, pointer, in: place } = parameter;
  return place === 'body' ? inBody(request.body ?? '', name, pointer) : new Map(request.query).get(name);
}

/** A value in a body that is JSON or a form. */
function inBody(body: string, name: string, pointer: string): unknown {
  try {
    return valueAt(JSON.parse(body), pointer);
  } catch {
    return new URLSearchParams(body).get(name) ?? undefined;
  }
}
