/** Credential templates: `token={token}`, `{client-id}:{client-secret}`. */
import type { Credentials } from './case.ts';

/** Writes credentials into a template; undefined when one that it names is not there. */
export function fill(template: string, credentials: Credentials): string | undefined {
  const values: Record<string, string | undefined> = {
    token: credentials.token,
    'client-id': credentials.clientId,
    'client-secret': credentials.clientSecret,
  };
  let complete = true;
  const text = template.replace(/\{(token|client-id|client-secret)\}/g, (_, name: string) => {
    const value = values[name];
    complete &&= value !== undefined;
    return value ?? '';
  });
  return complete ? text : undefined;
}
