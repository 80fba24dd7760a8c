/** A small server with accounts that change, its document, and both in other legal forms. */
import { randomBytes } from 'node:crypto';
import { accounts, jsonOf, person, registration, shop } from './small-server.ts';
import type { Answer, Asked, Told } from './small-server.ts';

const body = (properties: string): string =>
  `requestBody: { required: true, content: { application/json: { schema: { type: object, required: [${[...properties.matchAll(/(\w+): \{/g)].map(([, name]) => name).join(', ')}], properties: { ${properties} } } } } }`;
const tokens = `'200': { description: tokens, x-when: success, content: { application/json: { schema: { type: object, required: [token, refresh], properties: { token: { type: string, x-role: token }, refresh: { type: string, x-role: refresh-token }, id: { type: string, x-role: user-id } } } } } }`;
const refused = `'401': { description: refused, x-when: [missing-credentials, invalid-credentials] }`;

/** The document of the server. */
export const document = `${shop}
security: [{ access: [] }]
paths:
${registration()}
  /login:
    post:
      operationId: login
      x-flow: login
      security: []
      ${person}
      responses:
        ${tokens}
        '401': { description: refused, x-when: [wrong-password, unknown-user] }
  /refresh:
    post:
      operationId: refresh
      x-flow: refresh
      security: []
      ${body('refresh: { type: string, x-role: refresh-token }')}
      responses:
        ${tokens}
        ${refused}
  /me:
    get:
      operationId: me
      x-flow: token-info
      responses:
        '200': { description: the user, x-when: success, ${jsonOf({ email: 'identity' })} }
        ${refused}
  /password:
    post:
      operationId: change
      x-flow: change-password
      ${body('current: { type: string, x-role: password }, next: { type: string, minLength: 8, x-role: new-password }')}
      responses:
        '204': { description: changed, x-when: success }
        '403': { description: wrong, x-when: wrong-password }
        '400': { description: too short, x-when: [missing-parameter, 'invalid-parameter:next'] }
        ${refused}
  /sessions:
    delete:
      operationId: logout-all
      x-flow: logout-all
      responses:
        '204': { description: done, x-when: success }
        ${refused}
  /users/{id}:
    delete:
      operationId: remove
      x-flow: delete-account
      parameters: [{ name: id, in: path, required: true, schema: { type: string, x-role: user-id } }]
      responses:
        '204': { description: gone, x-when: success }
        '401': { description: refused, x-when: [missing-credentials, invalid-credentials, revoked-token] }
components: { securitySchemes: { access: { type: http, scheme: bearer } } }
`;

/** Choices that a server is free to make, and defects. */
export interface Ways {
  /** A change of the password ends the sessions of the user, the own one included. */
  readonly endsSessionsAtChange?: true;
  /** A login ends the session before it. */
  readonly single?: true;
  /** Failures have the status 200, and a body that marks them. */
  readonly marks?: true;
  /** A client without a session is logged out already. */
  readonly idempotent?: true;
  // Defects.
  readonly keepsOldPassword?: true;
  readonly forgetsNewPassword?: true;
  readonly asksForNoPassword?: true;
  readonly changesForAll?: true;
  readonly echoesPassword?: true;
  readonly endsOwnOnly?: true;
  readonly keepsOwn?: true;
  readonly endsAll?: true;
  readonly refreshLives?: true;
  readonly deletesNothing?: true;
  readonly deletesLater?: true;
  readonly sessionsOutlive?: true;
  readonly deletesAnyone?: true;
  readonly deletesAll?: true;
  readonly openTo?: string;
}

const issued = (): string => randomBytes(20).toString('hex');
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

interface Session {
  readonly user: string;
  readonly refresh: string;
}

/** @param log gets the passwords of the users by their names */
export function server(ways: Ways, log: { users?: Map<string, string[]> } = {}): Answer {
  const users = new Map([...accounts].map(([name, own]) => [name, [own]]));
  log.users = users;
  const ids = new Map([...users.keys()].map((name) => [name, issued()]));
  const sessions = new Map<string, Session>();
  const dead = new Set<string>();
  const begin = (user: string): Told => {
    if (ways.single) for (const [each, { user: own }] of sessions) if (own === user) end(each);
    const [token, refresh] = [issued(), issued()];
    sessions.set(token, { user, refresh });
    const headers = { 'Cache-Control': 'no-store' };
    return { status: 200, body: { token, refresh, id: ids.get(user) }, headers };
  };
  const end = (token: string): void => {
    dead.add(sessions.get(token)?.refresh ?? '');
    sessions.delete(token);
  };
  const no: Told = { status: 401, body: { error: 'refused' }, headers: { 'WWW-Authenticate': 'Bearer' } };
  const entry = ({ path, json }: Asked): Told => {
    const [name, own] = [text(json['email']), text(json['password'])];
    if (path === '/login') return users.get(name)?.includes(own) === true ? begin(name) : no;
    if (typeof json['email'] !== 'string' || name === '' || own.length < 4) return { status: 400 };
    if (users.has(name)) return { status: 409, body: { error: 'taken' } };
    users.set(name, [own]);
    ids.set(name, issued());
    return { status: 201 };
  };
  const generated = (): string[] => [...users.keys()].filter((each) => !accounts.has(each));
  const change = (json: Asked['json'], user: string): Told => {
    const [current, next] = [text(json['current']), text(json['next'])];
    const known = users.get(user) ?? [];
    if (next.length < 8 || json['current'] === undefined) return { status: 400, body: { error: 'short' } };
    if (!known.includes(current) && !ways.asksForNoPassword) return { status: 403, body: { error: 'wrong' } };
    for (const name of ways.changesForAll ? generated() : [user])
      if (!ways.forgetsNewPassword) users.set(name, ways.keepsOldPassword ? [...known, next] : [next]);
    if (ways.endsSessionsAtChange) for (const [each, { user: own }] of sessions) if (own === user) end(each);
    return ways.echoesPassword ? { status: 204, headers: { 'X-Password': next } } : { status: 204 };
  };
  const remove = (path: string, user: string): Told => {
    const named = [...ids].find(([, id]) => path === `/users/${id}`)?.[0];
    if (named === undefined || (named !== user && !ways.deletesAnyone)) return { status: 404 };
    if (ways.deletesNothing) return { status: ways.deletesLater ? 202 : 204 };
    for (const name of ways.deletesAll ? generated() : [named]) {
      users.delete(name);
      if (!ways.sessionsOutlive) for (const [token, { user: own }] of sessions) if (own === name) end(token);
    }
    return { status: 204 };
  };
  const answer: Answer = (asked) => {
    const { path, method, headers, json } = asked;
    if (method === 'POST' && (path === '/login' || path === '/users')) return entry(asked);
    if (method === 'POST' && path === '/refresh') {
      const found = [...sessions].find(([, { refresh }]) => refresh === json['refresh']);
      const isDead = dead.has(text(json['refresh']));
      if (found === undefined) return isDead && ways.refreshLives ? begin('kate@example.com') : no;
      end(found[0]);
      return begin(found[1].user);
    }
    const token = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    const session = sessions.get(token) ?? (path === ways.openTo ? [...sessions.values()].at(-1) : undefined);
    if (session === undefined)
      return ways.idempotent && method === 'DELETE' && path === '/sessions' ? { status: 204 } : no;
    const { user } = session;
    if (method === 'GET' && path === '/me')
      return { status: 200, body: { email: user }, headers: { 'Cache-Control': 'no-store' } };
    if (method === 'POST' && path === '/password') return change(json, user);
    if (method === 'DELETE' && path.startsWith('/users/')) return remove(path, user);
    if (method !== 'DELETE' || path !== '/sessions') return { status: 404 };
    for (const [each, { user: own }] of sessions) {
      const isOther = each !== token;
      if (own !== user && !ways.endsAll) continue;
      if ((isOther && ways.endsOwnOnly) || (!isOther && ways.keepsOwn)) continue;
      end(each);
    }
    return { status: 204 };
  };
  return (asked) => {
    const told = answer(asked);
    if (!ways.marks || !/^\/(refresh|password|sessions|users\/)/.test(asked.path)) return told;
    const { error } = (told.body ?? {}) as { error?: string };
    const body = told.status < 300 ? { ok: true, ...(told.body as object | undefined) } : { ok: false, error };
    return { ...told, status: 200, body };
  };
}

/** The document of a server whose failures have the status 200. */
export function marked(): string {
  const branch = (ok: boolean, when: string): string =>
    `{ x-when: ${when}, type: object, required: [ok], properties: { ok: { const: ${String(ok)} } } }`;
  const either = (success: string, failure: string): string =>
    `'200': { description: either, content: { application/json: { schema: { oneOf: [${success}, ${failure}] } } } }`;
  const done = (failure: string): string => either(branch(true, 'success'), branch(false, failure));
  const none = '[missing-credentials, invalid-credentials]';
  const issuedTokens = tokens
    .replace(/^.*schema: (.*) \} \} \}$/, '$1')
    .replace('type: object', 'x-when: success, type: object');
  const [before = '', change = '', all = '', remove = ''] = document.split(
    /(?=^ {2}\/(?:password|sessions|users\/\{id\}):)/m,
  );
  const responses = (part: string, text: string): string =>
    part.replace(/responses:\n( {8}.*\n)+/, `responses:\n        ${text}\n`);
  const [entry = '', refresh = ''] = before.split(/(?=^ {2}\/refresh:)/m);
  const [renewal = '', info = ''] = refresh.split(/(?=^ {2}\/me:)/m);
  return [
    entry,
    responses(renewal, either(issuedTokens, branch(false, none))),
    info,
    responses(
      change,
      `'200': { description: either, content: { application/json: { schema: { oneOf: [${branch(true, 'success')}, { x-when: [wrong-password, missing-parameter, 'invalid-parameter:next', missing-credentials, invalid-credentials], type: object, required: [ok], properties: { ok: { const: false } } }] } } } }`,
    ),
    responses(all, done(none)),
    responses(remove, done('[missing-credentials, invalid-credentials, revoked-token]')),
  ].join('');
}

/** The document of a server that logs everybody out of all sessions. */
export const optional = document.replace(
  /(x-flow: logout-all\n)(.*\n.*\n).*\n/,
  '$1      security: [{}, { access: [] }]\n$2',
);
