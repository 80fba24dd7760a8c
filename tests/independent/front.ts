/** A server in front of an independent one, which makes one legal choice more: it reads requests otherwise, or refuses some. */
import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came, and as it is passed on. */
export interface Passed {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The answer in place of that of the server behind. */
interface Refused {
  readonly status: number;
  readonly body?: unknown;
}

/** A legal choice: what is passed on, or a refusal. `accounts` has the passwords by identity. */
export type Choice = (request: Passed, accounts: Map<string, string>) => Partial<Passed> | Refused | undefined;

const isRefused = (made: Partial<Passed> | Refused): made is Refused => 'status' in made;

/** Parameters of a body, whether it is JSON or a form. */
export function membersOf({ body, headers, query }: Passed): Record<string, unknown> {
  if (headers['content-type']?.includes('json') !== true)
    return Object.fromEntries(new URLSearchParams(body === '' ? query : body));
  try {
    const value = JSON.parse(body) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The request with another text for a parameter, wherever in the body or the query it stands. */
export function replacing(request: Passed, from: string, to: string): Partial<Passed> {
  const json = (text: string): string => JSON.stringify(text).slice(1, -1);
  const form = (text: string): string => new URLSearchParams({ v: text }).toString().slice(2);
  const [before, after] =
    request.headers['content-type']?.includes('json') === true ? [json(from), json(to)] : [form(from), form(to)];
  const query = new URLSearchParams();
  for (const [name, value] of request.query) query.append(name, value === from ? to : value);
  return { body: request.body.replace(before, () => after), query };
}

/** Starts a server that passes on to `behind` what the choices leave of a request. */
export async function startFront(
  behind: string,
  choices: readonly Choice[],
  accounts: Map<string, string>,
): Promise<{ url: string; close: () => Promise<void> }> {
  const target = new URL(behind);
  const server = createServer({ maxHeaderSize: 1 << 20 }, (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', target);
      let passed: Passed = {
        method: request.method ?? 'GET',
        path: url.pathname,
        query: url.searchParams,
        headers: Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const),
        ),
        body: Buffer.concat(parts).toString('latin1'),
      };
      for (const choice of choices) {
        const made = choice({ ...passed, body: Buffer.from(passed.body, 'latin1').toString() }, accounts);
        if (made === undefined) continue;
        if (isRefused(made)) {
          const body = made.body === undefined ? '' : JSON.stringify(made.body);
          response.writeHead(made.status, body === '' ? {} : { 'Content-Type': 'application/json' });
          return void response.end(body);
        }
        const body = made.body === undefined ? passed.body : Buffer.from(made.body).toString('latin1');
        passed = { ...passed, ...made, body };
      }
      const { method, path, query, headers, body } = passed;
      const search = query.size === 0 ? '' : url.searchParams === query ? url.search : `?${query.toString()}`;
      const bytes = Buffer.from(body, 'latin1');
      const own = {
        ...headers,
        ...(bytes.length > 0 || 'content-length' in headers ? { 'content-length': String(bytes.length) } : {}),
      };
      const sent = ask(
        { host: target.hostname, port: target.port, method, path: path + search, headers: own },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      );
      sent.on('error', () => response.destroy());
      sent.end(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${target.pathname.replace(/\/$/, '')}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
