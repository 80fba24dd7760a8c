/** The security schemes of a document. */
import type { CarriedValue, SecurityScheme } from './model.ts';
import { isToken, provenance, text } from './raw.ts';
import type { JsonObject } from './json.ts';

/** OpenAPI documents have `bearer`; clients send `Bearer`, as IANA registers it, and some servers require that. */
function schemeName(name: string): string {
  return ['Basic', 'Bearer', 'Digest'].find((each) => each.toLowerCase() === name.toLowerCase()) ?? name;
}

/** Whether a security scheme of a document is HTTP Basic. */
export function isBasic({ type, scheme }: JsonObject): boolean {
  return type === 'http' && text(scheme).toLowerCase() === 'basic';
}

/** The scheme, or its problem. */
export function buildScheme(name: string, raw: JsonObject): SecurityScheme | string {
  // A token of OAuth 2.0 or OpenID Connect is sent as a bearer token (RFC 6750 section 2.1).
  if (raw['type'] === 'oauth2' || raw['type'] === 'openIdConnect')
    return buildScheme(name, { ...raw, type: 'http', scheme: 'bearer' });
  if (raw['type'] === 'http' && raw['scheme'] === undefined && raw['bearerFormat'] !== undefined)
    return buildScheme(name, { ...raw, scheme: 'bearer' });
  const bearer = raw['type'] === 'http' && text(raw['scheme']).toLowerCase() === 'bearer';
  // An API key is the token itself by default.
  const usual = bearer || raw['type'] === 'apiKey' ? '{token}' : isBasic(raw) ? '{identity}:{password}' : undefined;
  const written = raw['x-credentials'] ?? usual;
  if (raw['type'] !== 'http' && raw['type'] !== 'apiKey')
    return `its type is ${JSON.stringify(raw['type'])}; write one of http, apiKey, oauth2 and openIdConnect`;
  if (typeof written !== 'string')
    return 'write "x-credentials", how credentials are written, such as "{token}" or "{client-id}:{client-secret}"';
  const [, other] = /\{(refresh-token|csrf-token)\}|\$(TARGET_API_KEY\w*)/.exec(written) ?? [];
  const value = other ?? /\$(TARGET_API_KEY\w*)/.exec(written)?.[1];
  const template = written.replace(/\{(refresh-token|csrf-token)\}|\$TARGET_API_KEY\w*/, '{token}');
  const said = raw['type'] === 'http' ? 'scheme' : 'name';
  if (raw['in'] !== 'query' && !isToken(text(raw[said])))
    return `${said} is ${JSON.stringify(raw[said])}, which no header can hold; write it with letters, digits and "-"`;
  const signature = raw['x-signature'] === undefined ? {} : { signature: 'oauth-1.0a' as const };
  const carried = value === undefined ? {} : { value: value as CarriedValue };
  const { 'x-only-here': onlyHere = false } = raw;
  const places = onlyHere === false ? {} : { onlyHere: { except: onlyHere === true ? [] : (onlyHere as string[]) } };
  const common = { name, template, ...carried, provenance: provenance(raw), ...places, ...signature };
  const jwt = bearer && /^jwt$/i.test(text(raw['bearerFormat'])) ? { isJwt: true as const } : {};
  if (raw['type'] === 'http')
    return { ...common, ...jwt, in: 'header', parameter: 'Authorization', scheme: schemeName(text(raw['scheme'])) };
  const place = raw['in'] === 'query' || raw['in'] === 'cookie' ? raw['in'] : 'header';
  return { ...common, in: place, parameter: text(raw['name']) };
}
