/** A logout that names the session by its id, in the path or in the query: from `init` to a verdict. */
import { randomUUID } from 'node:crypto';
import { testTeam } from './published.ts';
import { accounts, loginOf } from './small-server.ts';
import type { Answer, Asked, Told } from './small-server.ts';

const session = `{ type: object, required: [id, token], properties: { id: { type: string }, token: { type: string } } }`;
const document = (logout: string, place: string): string => `
openapi: 3.0.3
info: { title: Rooms, version: '1' }
security: [{ key: [] }]
paths:
  /sessions:
    post:
      summary: Create a session
      operationId: createSession
      security: []
      requestBody: { required: true, content: { application/json: { schema: { type: object, required: [email, password], properties: { email: { type: string }, password: { type: string } } } } } }
      responses: { '201': { description: Created, content: { application/json: { schema: ${session} } } }, '400': { description: Incomplete }, '401': { description: Refused } }
  ${logout}:
    delete:
      summary: Delete a session
      operationId: deleteSession
      parameters: [{ name: ${place === 'path' ? 'id' : 'session_id'}, in: ${place}, required: true, schema: { type: string } }]
      responses: { '204': { description: Gone }, '401': { description: Refused }, '404': { description: No such session } }
  /me: { get: { operationId: me, responses: { '200': { description: ok, content: { application/json: { schema: { type: object, required: [email], properties: { email: { type: string } } } } } }, '401': { description: Refused } } } }
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Session } } }
`;

interface Session {
  readonly id: string;
  readonly token: string;
  readonly user: string;
}

const unsaved = { 'Cache-Control': 'no-store' };
const refused: Told = { status: 401, body: { error: 'refused' }, headers: { 'WWW-Authenticate': 'Session' } };

function rooms(fault?: string): Answer {
  let sessions: Session[] = [];
  const own = ({ headers }: Asked): Session | undefined => sessions.find(({ token }) => token === headers['x-session']);
  return (asked) => {
    const { method, path, query } = asked;
    const [, root, inPath] = path.split('/');
    if (root === 'sessions' && method === 'POST' && inPath === undefined) {
      const login = loginOf(asked);
      if ('refused' in login) return { ...login.refused, headers: refused.headers ?? {} };
      const made = { id: randomUUID(), token: randomUUID(), user: login.user };
      sessions.push(made);
      return { status: 201, body: { id: made.id, token: made.token }, headers: unsaved };
    }
    if (root === 'sessions' && method === 'DELETE') {
      const asking = own(asked);
      if (asking === undefined) return refused;
      const named = sessions.find(({ id }) => id === (inPath ?? query.get('session_id')));
      if (named === undefined) return { status: 404 };
      if (named.user !== asking.user && fault !== 'ends-sessions-of-others') return { status: 404 };
      if (fault === 'ends-no-session') return { status: 204 };
      sessions = sessions.filter((each) => each !== named);
      return { status: 204 };
    }
    if (root === 'me' && method === 'GET') {
      const asking = own(asked);
      if (asking === undefined) return refused;
      return { status: 200, body: { email: accounts.has(asking.user) ? asking.user : '' }, headers: unsaved };
    }
    const allowed = { sessions: inPath === undefined ? 'POST, DELETE' : 'DELETE', me: 'GET' }[root ?? ''];
    return allowed === undefined ? { status: 404 } : { status: 405, headers: { Allow: allowed } };
  };
}

const faults = {
  'ends-sessions-of-others': { shownBy: 'deleteSession/session-of-another' },
  'ends-no-session': { shownBy: 'me/after-logout', also: ['deleteSession'] },
} as const;

testTeam({
  name: 'rooms',
  document: document('/sessions/{id}', 'path'),
  corrected: [],
  settings: {},
  server: rooms,
  faults,
});
testTeam({
  name: 'halls',
  document: document('/sessions/one', 'query'),
  corrected: [],
  settings: {},
  server: (fault) => {
    const answer = rooms(fault);
    return (asked) => answer({ ...asked, path: asked.path === '/sessions/one' ? '/sessions' : asked.path });
  },
  faults,
});
