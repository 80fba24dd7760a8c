/** Credential templates: `token={token}`, `{client-id}:{client-secret}`. */
import type { Credentials } from './case.ts';

/** Writes credentials into a template; undefined when one that it names is not there. */
export function fill(template: string, credentials: Credentials): string | undefined {
  const values: Record<string, string | undefined> = {
    token: credentials.token,
    'client-id': credentials.clientId,
    'client-secret': credentials.clientSecret,
  };
  const names = [...template.matchAll(/\{(token|client-id|client-secret)\}/g)].map(([, name]) => name ?? '');
  if (names.some((name) => values[name] === undefined)) return undefined;
  return names.reduce((text, name) => text.replace(`{${name}}`, () => values[name] ?? ''), template);
}
