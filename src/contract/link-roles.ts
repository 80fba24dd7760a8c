/** Roles that OpenAPI links give: a value of one operation that goes into a later one has the same role in both. */
import { escapeToken, tokensOf } from '../core/json-pointer.ts';
import { decoded } from '../core/percent.ts';
import type { Json, JsonObject } from './json.ts';
import { list, object, text } from './raw.ts';
import { methods } from './resolve.ts';

/** A document with the roles of its links as x-roles, and what is said about links that give none. */
interface Linked {
  readonly document: JsonObject;
  readonly notes: readonly string[];
  /** Contradictions, with the pointer of the operation that has the link. */
  readonly problems: readonly (readonly [pointer: string, message: string])[];
}

interface Flow {
  readonly path: string;
  readonly method: string;
  readonly item: JsonObject;
  readonly raw: JsonObject;
}

/** A place as x-roles writes it: a pointer into a body, `body`, or `header:NAME`, `query:NAME`, `path:NAME`. */
interface End {
  readonly flow: Flow;
  readonly side: 'request' | 'response';
  readonly place: string;
}

/** Reads the links between the flow operations of a document. */
export function withLinkRoles(document: JsonObject): Linked {
  const flows = Object.entries(object(document['paths'])).flatMap(([path, item]) =>
    methods.flatMap((method): Flow[] => {
      const raw = object(object(item)[method]);
      return raw['x-flow'] === undefined ? [] : [{ path, method, item: object(item), raw }];
    }),
  );
  const notes: string[] = [];
  const problems: [string, string][] = [];
  const given = new Map<Flow, { request: Record<string, string>; response: Record<string, string> }>();
  const placesOf = ({ flow, side }: End): Record<string, string> => {
    const written = object(flow.raw['x-roles']);
    const own = given.get(flow) ?? { request: texts(written['request']), response: texts(written['response']) };
    given.set(flow, own);
    return own[side];
  };
  const roleAt = (end: End): string | undefined =>
    Object.entries(placesOf(end)).find(([, place]) => place === end.place)?.[0] ?? roleIn(end);
  for (const [name, link, flow] of flows.flatMap(linksOf)) {
    const target = targetOf(link, flows);
    if (target === undefined) continue;
    for (const [place, expression] of valuesOf(link, target)) {
      const called = `the link "${name}" of ${flow.method.toUpperCase()} ${flow.path}`;
      const source = sourceOf(flow, expression);
      const to: End = { flow: target, side: 'request', place };
      const [from, into] = [source === undefined ? undefined : roleAt(source), roleAt(to)];
      const role = from ?? into ?? (source === undefined ? undefined : likelyRole(target, place));
      if (source === undefined || role === undefined) {
        notes.push(`${called} is not used for ${place}: ${expression} has no role; give it one with x-roles`);
        continue;
      }
      if (from !== undefined && into !== undefined && from !== into)
        problems.push([
          `/paths/${escapeToken(flow.path)}/${flow.method}`,
          `${called} puts the ${from} where ${target.method.toUpperCase()} ${target.path} has the ${into}; correct the link or one of the roles`,
        ]);
      for (const [end, known] of [
        [source, from],
        [to, into],
      ] as const)
        if (known === undefined) placesOf(end)[role] ??= end.place;
    }
  }
  const paths = Object.fromEntries(
    Object.entries(object(document['paths'])).map(([path, item]) => {
      const changed = flows.filter((flow) => flow.path === path && given.has(flow));
      const own = changed.map((flow) => {
        const roles = { ...object(flow.raw['x-roles']), ...withoutEmpty(given.get(flow)) };
        return [flow.method, Object.keys(roles).length === 0 ? flow.raw : { ...flow.raw, 'x-roles': roles }] as const;
      });
      return [path, { ...object(item), ...Object.fromEntries(own) }];
    }),
  );
  return { document: given.size === 0 ? document : { ...document, paths }, notes, problems };
}

function texts(places: Json | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(object(places)).map(([role, place]) => [role, text(place)]));
}

function withoutEmpty(sides: Readonly<Record<string, Readonly<Record<string, string>>>> = {}): JsonObject {
  return Object.fromEntries(Object.entries(sides).filter(([, places]) => Object.keys(places).length > 0));
}

/** The links of the successes of an operation. */
function linksOf(flow: Flow): [name: string, link: JsonObject, flow: Flow][] {
  return Object.entries(object(flow.raw['responses']))
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([, response]) =>
      Object.entries(object(object(response)['links'])).map(([name, link]): [string, JsonObject, Flow] => [
        name,
        object(link),
        flow,
      ]),
    );
}

/** The flow operation to which a link leads; undefined for another operation. */
function targetOf({ operationId, operationRef }: JsonObject, flows: readonly Flow[]): Flow | undefined {
  // In a fragment the braces of a path are percent-encoded.
  const [, path, method] = tokensOf(decoded(text(operationRef).replace(/^[^#]*#/, '')));
  return flows.find((each) =>
    operationId === undefined ? each.path === path && each.method === method : each.raw['operationId'] === operationId,
  );
}

/** The places in the request of a link's target, each with its expression. */
function valuesOf({ parameters, requestBody }: JsonObject, target: Flow): [place: string, expression: string][] {
  const declared = [...list(target.raw['parameters']), ...list(target.item['parameters'])];
  const inParameters = Object.entries(object(parameters)).flatMap(([key, expression]): [string, string][] => {
    const [, place, name = key] = /^(path|query|header|cookie)\.(.+)$/.exec(key) ?? [];
    const found = declared.find((each) => each['name'] === name && (place === undefined || each['in'] === place));
    return found === undefined ? [] : [[`${text(found['in'])}:${name}`, text(expression)]];
  });
  return [...inParameters, ...inBody(requestBody, '')];
}

function inBody(value: Json | undefined, pointer: string): [place: string, expression: string][] {
  if (typeof value === 'string' && value.startsWith('$')) return [[pointer === '' ? 'body' : pointer, value]];
  return Object.entries(object(value)).flatMap(([name, member]) => inBody(member, `${pointer}/${escapeToken(name)}`));
}

/** The place of a runtime expression; undefined for those that are no place of a request or a response. */
function sourceOf(flow: Flow, expression: string): End | undefined {
  const [, side, rest = ''] = /^\$(request|response)\.(.+)$/.exec(expression) ?? [];
  if (side !== 'request' && side !== 'response') return undefined;
  const [, pointer] = /^body#(\/.+)$/.exec(rest) ?? [];
  const [, place, name = ''] = /^(header|query|path)\.(.+)$/.exec(rest) ?? [];
  const found = pointer ?? (place === undefined ? (rest === 'body' ? 'body' : undefined) : `${place}:${name}`);
  return found === undefined ? undefined : { flow, side, place: found };
}

/** The role that stands at a place itself (`x-role`). */
function roleIn({ flow: { raw, item }, side, place }: End): string | undefined {
  const [, where, name] = /^(\w+):(.+)$/.exec(place) ?? [];
  const tokens = place === 'body' ? [] : tokensOf(place);
  const bodies = (of: JsonObject): (string | undefined)[] =>
    Object.values(object(of['content'])).map((each) => roleBelow(object(object(each)['schema']), tokens));
  const roleOf = (each: JsonObject): string | undefined => said(each) ?? said(object(each['schema']));
  if (side === 'request' && where !== undefined)
    return [...list(raw['parameters']), ...list(item['parameters'])]
      .filter((each) => each['in'] === where && each['name'] === name)
      .map(roleOf)[0];
  if (side === 'request') return bodies(object(raw['requestBody'])).find((each) => each !== undefined);
  return Object.entries(object(raw['responses']))
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([, response]) =>
      where === undefined
        ? bodies(object(response))
        : Object.entries(object(object(response)['headers']))
            .filter(([each]) => each.toLowerCase() === name?.toLowerCase())
            .map(([, header]) => roleOf(object(header))),
    )
    .find((each) => each !== undefined);
}

function roleBelow(schema: JsonObject, [token, ...rest]: readonly string[]): string | undefined {
  if (token === undefined) return said(schema);
  const property = object(schema['properties'])[token];
  const branches = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => list(schema[keyword]));
  return property === undefined
    ? branches.map((branch) => roleBelow(branch, [token, ...rest])).find((each) => each !== undefined)
    : roleBelow(object(property), rest);
}

function said(value: JsonObject): string | undefined {
  return value['x-role'] === undefined ? undefined : text(value['x-role']);
}

/** The role of a value without one, by the place that it goes to. */
function likelyRole({ raw }: Flow, place: string): string | undefined {
  const name = place.split(/[/:]/).at(-1) ?? '';
  if (raw['x-flow'] === 'refresh' || /refresh/i.test(name)) return 'refresh-token';
  if (/csrf|xsrf/i.test(name)) return 'csrf-token';
  if (/token|session|auth/i.test(name)) return 'token';
  return place.startsWith('path:') || /^(user)?_?id$/i.test(name) ? 'user-id' : undefined;
}
