/** A small server whose accounts have to be verified before they log in, and its document in several forms. */
import { randomBytes } from 'node:crypto';
import { accounts, jsonOf, person, registration, shop } from './small-server.ts';
import type { Answer, Asked, Told } from './small-server.ts';

/** The code that the server takes for every account, as staging systems do. */
export const code = '482915';

/** @param verify the operation that verifies an account; @param more responses of the login */
function documentWith(verify: string, more: string, issued = 'x-when: success'): string {
  return `${shop}
security: [{ access: [] }]
paths:
${registration(issued)}
  /login:
    post:
      operationId: login
      x-flow: login
      security: []
      ${person}
      responses:
        '200': { description: a session, x-when: success, ${jsonOf({ token: 'token' })} }
        '401': { description: refused, x-when: [wrong-password, unknown-user] }
${more}
  /me:
    get:
      operationId: me
      x-flow: token-info
      responses:
        '200': { description: the user, x-when: success, ${jsonOf({ email: 'identity' })} }
        '401': { description: refused, x-when: [missing-credentials, invalid-credentials] }
${verify}
components: { securitySchemes: { access: { type: http, scheme: bearer } } }
`;
}

const refused = `        '403': { description: not verified yet, x-when: unverified }`;

/** A document that says everything. */
export const document = documentWith(
  `  /verify:
    post:
      operationId: verify
      x-flow: verify
      security: []
      requestBody: { required: true, ${jsonOf({ email: 'identity', code: 'verification-code' })} }
      responses:
        '204': { description: verified, x-when: success }
        '400': { description: incomplete, x-when: [missing-parameter, blank-parameter] }
        '403': { description: refused, x-when: [wrong-code, unknown-user] }
        '409': { description: verified before, x-when: used-code }`,
  refused,
);

/** One that says how an account is verified, and nothing of what happens otherwise. */
export const silent = documentWith(
  `  /confirm:
    get:
      operationId: verify
      x-flow: verify
      security: []
      parameters:
        - { name: email, in: query, required: true, schema: { type: string }, x-role: identity }
        - { name: token, in: query, required: true, schema: { type: string }, x-role: verification-code }
      responses:
        '200': { description: verified, x-when: success }`,
  '',
);

/** One whose registration begins a session, within which a number is sent. */
export const withSession = documentWith(
  `  /me/verification:
    post:
      operationId: verify
      x-flow: verify
      requestBody:
        required: true
        content: { application/json: { schema: { type: object, required: [pin], properties: { pin: { type: integer, x-role: verification-code } } } } }
      responses:
        '204': { description: verified, x-when: success }
        '401': { description: refused, x-when: [missing-credentials, invalid-credentials] }`,
  refused,
  `x-when: success, ${jsonOf({ token: 'token' })}`,
);

/** Choices that a server is free to make, and defects. */
export interface Ways {
  /** A second verification is refused. */
  readonly once?: true;
  /** The status of a wrong code. */
  readonly wrong?: number;
  /** A wrong code makes the right one void. */
  readonly voids?: true;
  /** The login takes accounts that wait for their code. */
  readonly lenient?: true;
  // Defects.
  readonly anyCode?: true;
  readonly beginning?: true;
  readonly truthy?: true;
  readonly verifiesAnyway?: true;
  readonly verifiesAll?: true;
  readonly toggles?: true;
  readonly verifiesNone?: true;
  readonly anyUser?: true;
}

const no = (status: number): Told => ({
  status,
  body: { error: 'refused' },
  headers: status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {},
});

/** The server. */
export function server(ways: Ways): Answer {
  const users = new Map(accounts);
  const verified = new Set(accounts.keys());
  const sessions = new Map<string, string>();
  const spent = new Set<string>();
  const begin = (user: string, status: number): Told => {
    const token = randomBytes(20).toString('hex');
    sessions.set(token, user);
    return { status, body: { token }, headers: { 'Cache-Control': 'no-store' } };
  };
  const login = ({ json: { email, password } }: Asked): Told => {
    if (typeof email !== 'string' || users.get(email) !== password) return no(401);
    return verified.has(email) || ways.lenient ? begin(email, 200) : no(403);
  };
  const register = ({ json: { email, password } }: Asked): Told => {
    if (typeof email !== 'string' || typeof password !== 'string' || email === '' || password === '') return no(400);
    if (users.has(email)) return no(409);
    users.set(email, password);
    return begin(email, 201);
  };
  const isRight = (given: unknown): boolean => {
    if (ways.anyCode || (ways.truthy && typeof given !== 'string')) return true;
    return ways.beginning ? String(given) !== '' && code.startsWith(String(given)) : given === code;
  };
  const verify = (user: unknown, given: unknown): Told => {
    if (typeof user !== 'string' || user === '' || given === undefined || given === '') return no(ways.wrong ?? 400);
    if (ways.verifiesAnyway && users.has(user)) verified.add(user);
    if (!isRight(given) && ways.voids) spent.add(user);
    if (!isRight(given) || spent.has(user)) return no(ways.wrong ?? 403);
    if (!users.has(user)) return ways.anyUser ? { status: 204 } : no(ways.wrong ?? 403);
    if (verified.has(user)) {
      if (ways.toggles) verified.delete(user);
      return ways.once ? no(409) : { status: 204 };
    }
    for (const each of ways.verifiesAll ? users.keys() : [user]) if (!ways.verifiesNone) verified.add(each);
    return { status: 204 };
  };
  return (asked) => {
    const { method, path, query, headers, json } = asked;
    const at = `${method} ${path}`;
    if (at === 'POST /login') return login(asked);
    if (at === 'POST /users') return register(asked);
    if (at === 'POST /verify') return verify(json['email'], json['code']);
    if (at === 'GET /confirm') {
      const told = verify(query.get('email') ?? undefined, query.get('token') ?? undefined);
      return told.status === 204 ? { status: 200 } : told;
    }
    const user = sessions.get(/^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '');
    if (user === undefined) return no(401);
    if (at === 'GET /me') return { status: 200, body: { email: user }, headers: { 'Cache-Control': 'no-store' } };
    if (at !== 'POST /me/verification') return no(404);
    const { pin } = json;
    return verify(user, typeof pin === 'number' ? String(pin) : 'none');
  };
}
