/** Credential templates: `token={token}`, `{client-id}:{client-secret}`. */
import type { SecurityScheme } from '../../contract/model.ts';
import type { Credentials, Presented } from './entry.ts';

/** Writes credentials into a template; undefined when one that it names is not there. */
export function fill(template: string, credentials: Credentials): string | undefined {
  const values: Record<string, string | undefined> = {
    token: credentials.token,
    'client-id': credentials.clientId,
    'client-secret': credentials.clientSecret,
    identity: credentials.identity,
    password: credentials.password,
  };
  const names = [...template.matchAll(/\{(token|client-id|client-secret|identity|password)\}/g)].map(
    ([, name]) => name ?? '',
  );
  if (names.some((name) => values[name] === undefined)) return undefined;
  return names.reduce((text, name) => text.replace(`{${name}}`, () => values[name] ?? ''), template);
}

/** Puts filled-in credentials where the scheme has them; those of Basic are encoded (RFC 7617 section 2). */
export function place(scheme: SecurityScheme, filled: string): Presented {
  const text = scheme.scheme?.toLowerCase() === 'basic' ? Buffer.from(filled).toString('base64') : filled;
  if (scheme.in === 'cookie') return { cookies: [[scheme.parameter, text]] };
  if (scheme.in === 'body') return { body: { [scheme.parameter]: text } };
  if (scheme.in === 'path') return { path: text };
  if (scheme.in === 'query') return { query: [[scheme.parameter, text]] };
  return { header: scheme.scheme === undefined ? text : `${scheme.scheme} ${text}` };
}
