/** Upgrades the flow operations of a document of any version to OpenAPI 3.1. */
import type { JsonObject } from './json.ts';
import type { Problems } from './problems.ts';
import { object, text } from './raw.ts';

/** @param name the document's name, for the message about an unknown version */
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
  // Loaded only for documents before 3.1.
  const { upgrade } = await import('@scalar/openapi-upgrader');
  const upgraded = upgrade(document, '3.1') as unknown as JsonObject;
  return { ...upgraded, openapi: '3.1.0', info: { version: '', title: '', ...object(upgraded['info']) } };
}
