/** Small servers on loopback for contracts of their own, and runs against them. */
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import path from 'node:path';
import type { ConformanceReport } from '../../src/generated/conformance.ts';
import { reportIn } from '../report-in.ts';
import { program, startNode } from '../start-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { listen } from '../listen.ts';

/** A request as a small server sees it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The values of the first cookie of each name. */
  readonly cookies: ReadonlyMap<string, string>;
  readonly text: string;
  /** The body as a JSON object; empty for any other body. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** A response of a small server; objects are sent as JSON. */
export interface Told {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

export type Answer = (asked: Asked) => Told;

/** The accounts of every small server. */
export const accounts: ReadonlyMap<string, string> = new Map([
  ['kate@example.com', 'correct-horse-1'],
  ['liam@example.com', 'battery-staple-2'],
]);

/** The head of a small server's document. */
export const shop = `
openapi: 3.1.0
x-id: shop
info: { title: Shop, version: '1' }
`;

/** The content of a JSON object, in YAML: texts with these roles, all of them required. */
export function jsonOf(roles: Readonly<Record<string, string>>): string {
  const properties = Object.entries(roles).map(([name, role]) => `${name}: { type: string, x-role: ${role} }`);
  const schema = `{ type: object, required: [${Object.keys(roles).join(', ')}], properties: { ${properties.join(', ')} } }`;
  return `content: { application/json: { schema: ${schema} } }`;
}

/** The body of a request with the name and the password of a user. */
export const person = `requestBody: { required: true, ${jsonOf({ email: 'identity', password: 'password' })} }`;

/** Token info by a scheme. */
export const ownUser = (scheme: string): string => `  /me:
    get:
      operationId: me
      x-flow: token-info
      security: [{ ${scheme}: [] }]
      responses:
        '200': { description: the user, x-when: success, ${jsonOf({ email: 'identity' })} }
        '401': { description: refused, x-when: [missing-credentials, invalid-credentials] }`;

/** A registration. @param success what its response has beside the description */
export const registration = (success = 'x-when: success'): string => `  /users:
    post:
      operationId: register
      x-flow: register
      security: []
      ${person}
      responses:
        '201': { description: made, ${success} }
        '409': { description: taken, x-when: duplicate-account }`;

const settings = {
  TARGET_USERNAME: 'kate@example.com',
  TARGET_PASSWORD: 'correct-horse-1',
  TARGET_SECOND_USERNAME: 'liam@example.com',
  TARGET_SECOND_PASSWORD: 'battery-staple-2',
};

/** The end of a run against a small server. */
export interface Ran {
  readonly code: number | null;
  readonly output: string;
  readonly report: ConformanceReport | undefined;
  /** The text of all files of the reports, scripts included. */
  readonly written: string;
  /** The ids of requirements with a verdict, without the API. */
  readonly ids: (verdict: string) => string[];
}

type Settings = Readonly<Record<string, string>>;

/**
 * Tests a server by its document, as `session-conformance run` does.
 * @param files the document first
 * @param more settings, or what they are where the files and the server are
 * @param began is told of the process of the run
 */
export async function runAgainst(
  answer: Answer,
  files: Readonly<Record<string, string>>,
  more: Settings | ((folder: string, url: string) => Settings) = {},
  args: readonly string[] = [],
  began: (run: ChildProcess) => void = () => undefined,
): Promise<Ran> {
  const folder = temporaryFolder('small');
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (data: Buffer) => (text += data.toString()));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://target');
      const { status, body, headers } = answer({
        method: request.method ?? '',
        path: pathname,
        query: searchParams,
        headers: request.headers,
        cookies: cookiesIn(request.headers.cookie ?? ''),
        text,
        json: objectIn(text),
      });
      const isText = body === undefined || typeof body === 'string';
      const type = isText ? {} : { 'Content-Type': 'application/json' };
      response.writeHead(status, { ...type, ...headers }).end(isText ? body : JSON.stringify(body));
    });
  });
  const url = await listen(server);
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
    const { child, ended } = startNode([program, 'run', ...args], {
      TARGET_API: path.join(folder, Object.keys(files)[0] ?? ''),
      TARGET_URL: url,
      REPORTS_DIR: path.join(folder, 'reports'),
      ...settings,
      ...(typeof more === 'function' ? more(folder, url) : more),
    });
    began(child);
    const { code, output } = await ended;
    const report = reportIn(path.join(folder, 'reports'));
    const requirements = report?.apis.flatMap((api) => api.requirements) ?? [];
    const ids = (verdict: string): string[] =>
      requirements.filter((each) => each.verdict === verdict).map(({ id }) => id.replace(/^[^/]+\//, ''));
    return { code, output, report, ids, written: textsBelow(path.join(folder, 'reports')) };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function textsBelow(folder: string): string {
  if (!existsSync(folder)) return '';
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return files.map((each) => readFileSync(path.join(each.parentPath, each.name), 'utf8')).join('\n');
}

function cookiesIn(header: string): Map<string, string> {
  const pairs = header.split('; ').map((pair): [string, string] => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
  return new Map(pairs.reverse());
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

/** The user whose identity and password a body has; why not, as a status, otherwise. */
export function loginOf({ json }: Asked): { readonly user: string } | { readonly refused: Told } {
  const { email, password } = json;
  if (typeof email !== 'string' || typeof password !== 'string' || email === '' || password === '')
    return { refused: { status: 400, body: { error: 'incomplete' } } };
  if (accounts.get(email) !== password) return { refused: { status: 401, body: { error: 'refused' } } };
  return { user: email };
}
