/** Roles that stand beside the properties of a response: in a header, in a cookie, or as the whole body. */
import { returnsRole } from './members.ts';
import type { Answer, Operation, PlacedRole, Provenance, Role, Schema } from './model.ts';
import { object, provenance, text } from './raw.ts';
import type { JsonObject } from './json.ts';

/** The name of the cookie that `x-role` on a Set-Cookie header is about; undefined if the document does not say it. */
type CookieName = string | undefined;

/**
 * The roles of a response that no property has.
 * @param places places of x-roles that are no pointers: `header:NAME`, `cookie:NAME`, `body`
 */
export function placedRoles(
  response: JsonObject,
  body: Schema | undefined,
  places: ReadonlyMap<string, string>,
  cookie: CookieName,
  own: Provenance,
  fail: (what: string) => never,
): PlacedRole[] {
  const headers = Object.entries(object(response['headers'])).map(([name, header]) => ({ name, raw: object(header) }));
  const schemaOf = (name: string): Schema =>
    object(headers.find((each) => each.name.toLowerCase() === name.toLowerCase())?.raw['schema']);
  const made = (place: PlacedRole['in'], name: string, role: string, schema: Schema, from = own): PlacedRole => ({
    role: role as Role,
    in: place,
    name,
    required: true,
    schema,
    provenance: from,
  });
  const inHeaders = headers.flatMap(({ name, raw }) => {
    const role = raw['x-role'] ?? object(raw['schema'])['x-role'];
    if (role === undefined) return [];
    const from = provenance(raw, own);
    if (!/^set-cookie$/i.test(name)) return [made('header', name, text(role), object(raw['schema']), from)];
    // The schema of Set-Cookie describes the whole header, not the value.
    return [made('cookie', cookie ?? unnamed(fail), text(role), {}, from)];
  });
  const byPlace = [...places].map(([place, role]) => {
    const [where = '', name = ''] = /^(header|cookie):(.+)$/.exec(place)?.slice(1) ?? ['body'];
    return made(where as PlacedRole['in'], name, role, where === 'header' ? schemaOf(name) : {});
  });
  const whole = body?.['x-role'] === undefined ? [] : [made('body', '', text(body['x-role']), body)];
  return [...inHeaders, ...byPlace, ...whole];
}

function unnamed(fail: (what: string) => never): never {
  return fail(
    'x-role stands on Set-Cookie, and no security scheme names one cookie; write "x-roles: { response: { token: cookie:NAME } }"',
  );
}

/**
 * If requests carry a session cookie and no response is said to bring a token, the login sets that cookie.
 * @returns the operations, the login with the role
 */
export function withSessionCookie(operations: readonly Operation[]): readonly Operation[] {
  const cookie = operations.map(({ security }) => security).find((scheme) => scheme?.in === 'cookie');
  const issuer = (['login', 'register', 'session-start'] as const)
    .map((flow) => operations.find((each) => each.flow === flow))
    .find((each) => each !== undefined);
  if (
    cookie === undefined ||
    issuer === undefined ||
    operations.some((each) => each.flow !== 'before-login' && returnsRole(each, 'token'))
  )
    return operations;
  const token: Omit<PlacedRole, 'provenance'> = {
    role: 'token',
    in: 'cookie',
    name: cookie.parameter,
    required: true,
    schema: {},
  };
  const withCookie = ({ answers }: Operation): Answer[] =>
    answers.map((answer) =>
      answer.when === 'success'
        ? { ...answer, placed: [...(answer.placed ?? []), { ...token, provenance: answer.provenance }] }
        : answer,
    );
  return operations.map((each) => (each.flow === issuer.flow ? { ...each, answers: withCookie(each) } : each));
}
