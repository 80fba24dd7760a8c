/** Applies an OpenAPI Overlay (1.0 or 1.1) to a document that its team does not edit. */
import type { Json, JsonObject } from './json.ts';
import type { Problems } from './problems.ts';
import { list, object, text } from './raw.ts';
import type { SourceFile } from './source.ts';

/** The part of the library that the harness uses, with stricter types. */
type ApplyOverlay = (
  document: Json,
  options: { readonly overlaySet: JsonObject },
) => Promise<{ readonly data: Json; readonly resultData: { readonly unusedActions: readonly JsonObject[] } }>;

/**
 * @returns the document with every action of the overlay applied
 * @param problems collects the problems of the overlay, and each action that selects nothing in the document
 */
export async function applyOverlay(document: SourceFile, overlay: SourceFile, problems: Problems): Promise<Json> {
  const root = object(overlay.value);
  const place = (pointer: string): string => `${overlay.name}:${overlay.lineOf(pointer)}`;
  if (!/^1\.[01]\.\d+$/.test(text(root['overlay'])))
    problems.add(
      place('/overlay'),
      `"overlay" is ${JSON.stringify(root['overlay'])}; write "overlay: 1.0.0" or "overlay: 1.1.0"`,
    );
  const actions = list(root['actions']);
  if (actions.length === 0) problems.add(place('/actions'), 'there are no "actions"');
  for (const question of Array.isArray(root['x-questions']) ? root['x-questions'] : [])
    problems.add(place('/x-questions'), `answer this question, then delete it: ${text(question)}`);
  const usable = actions.filter((action, index) => {
    const fault = actionFault(action);
    if (fault !== undefined) problems.add(place(`/actions/${index}`), fault);
    return fault === undefined;
  });
  // Loaded only if there is an overlay.
  const { openapiOverlay } = (await import('openapi-format')) as unknown as { readonly openapiOverlay: ApplyOverlay };
  const { data, resultData } = await openapiOverlay(structuredClone(document.value), {
    overlaySet: { ...root, actions: usable },
  });
  for (const unused of resultData.unusedActions)
    problems.add(
      place(`/actions/${actions.indexOf(unused)}`),
      `the target ${text(unused['target'])} selects nothing in ${document.name}`,
    );
  return data;
}

function actionFault(action: JsonObject): string | undefined {
  if (typeof action['target'] !== 'string')
    return 'an action needs a "target", a JSONPath such as $.paths[\'/login\'].post';
  if (!action['target'].startsWith('$')) return `the target ${text(action['target'])} is no JSONPath; begin it with $`;
  if (action['update'] === undefined && action['remove'] !== true && action['copy'] === undefined)
    return 'an action needs an "update", a "copy", or "remove: true"';
  return undefined;
}
