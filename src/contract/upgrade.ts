/** Brings what the flow operations reach to OpenAPI 3.1, whatever version the document has. */
import type { JsonObject } from './json.ts';
import type { Problems } from './problems.ts';
import { object, text } from './raw.ts';

/** @param name the document's name, for the message that its version is unknown */
export async function upgradeDocument(name: string, document: JsonObject, problems: Problems): Promise<JsonObject> {
  const version = text(document['openapi'] ?? document['swagger']);
  if (/^3\.1(\.\d+)?$/.test(version)) return document;
  if (!/^(2\.0|3\.0(\.\d+)?)$/.test(version)) {
    problems.add(
      name,
      version === ''
        ? 'has neither "openapi" nor "swagger"; write the version of OpenAPI that it is written in, such as "openapi: 3.1.0"'
        : `is written in OpenAPI ${version}; the harness reads 2.0, 3.0 and 3.1`,
    );
    return document;
  }
  // Loaded where a document is not of 3.1 yet.
  const { upgrade } = await import('@scalar/openapi-upgrader');
  const upgraded = upgrade(document, '3.1') as unknown as JsonObject;
  return { ...upgraded, openapi: '3.1.0', info: { version: '', title: '', ...object(upgraded['info']) } };
}
