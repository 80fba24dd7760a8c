/** Turns a dereferenced OpenAPI document into a Contract. */
import { escapeToken } from '../core/json-pointer.ts';
import { UserError } from '../core/user-error.ts';
import { buildOperation } from './build-operation.ts';
import { buildScheme } from './build-scheme.ts';
import { uncitedPassages } from './cited-places.ts';
import type { JsonObject } from './json.ts';
import { withLinkRoles } from './link-roles.ts';
import { membersOf } from './members.ts';
import { answersTo, flows, spendsAccount } from './model.ts';
import type { Contract, Defect, Level, NotTestable, Operation, Role, SecurityScheme } from './model.ts';
import { withSessionCookie } from './placed-roles.ts';
import type { Problems } from './problems.ts';
import { list, object, slugOf, text } from './raw.ts';
import { methods } from './resolve.ts';

/** Security schemes by name; a text is the reason for an unusable one. */
type Schemes = ReadonlyMap<string, SecurityScheme | string>;

type Fail = (place: string, what: string) => never;

/** Formats a place of the document for messages. */
export type Locate = (pointer: string) => string;

/**
 * Builds the contract of a document.
 * @param name the name of the API if the document has no title
 * @param problems collects unusable parts of the document, with their places
 */
export function buildContract(name: string, written: JsonObject, locate: Locate, problems: Problems): Contract {
  const { document, notes, problems: contradictions } = withLinkRoles(written);
  for (const [place, message] of contradictions) problems.add(locate(place), message);
  const fail: Fail = (place, what) => {
    throw new UserError(`${locate(place)}: ${what}`);
  };
  const schemes = buildSchemes(document, fail, problems);
  const operations = operationsOf(document, schemes, fail, problems);
  if (operations.length === 0)
    problems.attempt(() =>
      fail('/paths', `no operation has an "x-flow"; give one to each of ${flows.join(', ')} that the API documents`),
    );
  const registers = operations.some(({ flow }) => flow === 'register');
  const testable = operations.filter((each) => registers || !spendsAccount(each));
  const withSessions = withSessionCookie(testable);
  const title = text(object(document['info'])['title']);
  const id = text(document['x-id']) || slugOf(title) || slugOf(name) || 'api';
  const credentialMembers = [...new Set(withSessions.flatMap(issuedMembers))];
  return {
    id,
    title,
    operations: withSessions.map((operation) => ({ ...operation, credentialMembers })),
    schemes: [...schemes.values()].filter((each) => typeof each === 'object'),
    passages: object(document['x-passages']) as Record<string, string>,
    defects: list(document['x-defects']).map((each): Defect => ({
      source: text(each['x-source']),
      statement: text(each['statement']),
      reading: text(each['x-reading']),
    })),
    notTestable: list(document['x-not-testable']).map((each): NotTestable => ({
      id: text(each['id']),
      statement: text(each['statement']),
      level: (each['x-level'] ?? 'documented') as Level,
      source: text(each['x-source']),
      reason: text(each['reason']),
    })),
    notes: [
      ...notes,
      ...operations.filter((each) => !testable.includes(each)).map(untested),
      ...uncitedPassages(document).map(
        (place) => `${locate(`/x-passages/${escapeToken(place)}`)}: no "x-source" cites this place`,
      ),
    ],
    files: [],
  };
}

function untested({ method, path, flow }: Operation): string {
  return `${method} ${path} (${flow}) is not tested: it is sent for accounts that a run registers, and no operation has "x-flow: register"`;
}

/** The operations with a flow; the main one of each flow comes first. */
function operationsOf(document: JsonObject, schemes: Schemes, fail: Fail, problems: Problems): Operation[] {
  // The main operation of a flow is the first one, or the one that says so.
  const main = new Set<Operation>();
  const operations = Object.entries(object(document['paths'])).flatMap(([named, item]) =>
    methods.flatMap((method) => {
      const raw = object(object(item)[method]);
      if (raw['x-flow'] === undefined) return [];
      const own = (what: string): never => fail(`/paths/${escapeToken(named)}/${method}`, what);
      const placed = { named, method, item: object(item), raw, document, schemes, fail: own };
      const built = problems.attempt(() => buildOperation(placed));
      if (built === undefined) return [];
      if (raw['x-main'] === true) main.add(built);
      return [built];
    }),
  );
  return operations.sort((a, b) => (a.flow === b.flow ? Number(main.has(b)) - Number(main.has(a)) : 0));
}

/** The names of the properties and headers of a success that are tokens, token secrets or refresh tokens. */
function issuedMembers(operation: Operation): string[] {
  const isIssued = ({ role }: { readonly role?: Role }): boolean =>
    role === 'token' || role === 'token-secret' || role === 'refresh-token';
  return answersTo(operation, 'success').flatMap(({ schema, provenance: origin, placed = [] }) => [
    ...(schema === undefined ? [] : membersOf(schema, origin))
      .filter(isIssued)
      .map(({ name }) => name.split('.').at(-1) ?? name),
    ...placed.filter((each) => each.in === 'header' && isIssued(each)).map(({ name }) => name),
  ]);
}

/** The usable schemes, and the reason for each unusable one, which matters only if an operation needs it. */
function buildSchemes(document: JsonObject, fail: Fail, problems: Problems): Schemes {
  const schemes = new Map<string, SecurityScheme | string>();
  for (const [name, value] of Object.entries(object(object(document['components'])['securitySchemes']))) {
    const twin = [...schemes.keys()].find((each) => each.toLowerCase() === name.toLowerCase());
    if (twin !== undefined)
      problems.attempt(() =>
        fail(
          `/components/securitySchemes/${escapeToken(name)}`,
          `differs from "${twin}" in case only; give it another name`,
        ),
      );
    schemes.set(name, buildScheme(name, object(value)));
  }
  return schemes;
}
