/**
 * A door on the loopback interface between Playwright's APIRequestContext and the target. The context itself has no
 * bound for bytes, decodes without limit, keeps cookies and leaves time to the server; behind the door the answer is read
 * within limits, and whoever sent the request gets it there. Requests pass as the context writes them.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent as HttpAgent, createServer } from 'node:http';
import type { AgentOptions, IncomingMessage } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { AddressInfo } from 'node:net';
import { sendBounded } from './bounded-request.ts';
import type { Destination } from './bounded-request.ts';
import { bytesOf } from './bytes-of.ts';
import type { HttpRequest, HttpResult } from './http.ts';
import type { Limits } from './limits.ts';

/** The header by which the door knows a request of this process; it goes no further. */
export const ticketHeader = 'x-conformance-ticket';

/** A door that is open. */
export interface Guard {
  /** Where the context sends requests instead of the target's origin. */
  readonly url: string;
  /** Lets one request through, over a connection of its own choice. */
  admit(connection?: HttpRequest['connection']): Ticket;
  close(): Promise<void>;
}

export interface Ticket {
  readonly id: string;
  /** Ends the admission. @returns what came of the request; undefined when it did not pass. Rejects for an error of our own */
  end(): Promise<HttpResult | undefined>;
}

export interface GuardOptions {
  readonly limits: Limits;
  /** Whether the target's certificate is not looked at. */
  readonly insecureTls: boolean;
  /** Whether a connection to the target is used again. */
  readonly keepAlive: boolean;
}

/** A request of this process that may pass, and how it does. */
interface Admission {
  readonly connection: HttpRequest['connection'];
  passage?: ReturnType<typeof pass>;
}

/** Bytes of a request's head: how much is too much is the target's to say. */
const largestHead = 2 ** 22;

/** A kept connection that was silent for longer may be closed at the other end. */
const longestSilence = 1000;

/** Opens a door to one origin; nothing that passes it can go anywhere else. */
export async function openGuard(origin: URL, { limits, insecureTls, keepAlive }: GuardOptions): Promise<Guard> {
  const newAgent = (options: AgentOptions): HttpAgent =>
    origin.protocol === 'https:'
      ? new TlsAgent({ ...options, rejectUnauthorized: !insecureTls })
      : new HttpAgent(options);
  const single = newAgent({ keepAlive: false });
  const kept = keepAlive ? newAgent({ keepAlive, maxFreeSockets: 4 }) : undefined;
  kept?.on('free', (socket: { setTimeout(milliseconds: number): void }) => socket.setTimeout(longestSilence));
  // One connection, from the request that opens it to the last that goes its way.
  let held: HttpAgent | undefined;
  const over = (connection: HttpRequest['connection']): { over?: HttpAgent } => {
    if (connection !== 'reused') {
      // Some servers serve one connection after another.
      held?.destroy();
      held = undefined;
    }
    if (connection === undefined || !keepAlive) return {};
    held ??= newAgent({ keepAlive, maxSockets: 1 });
    return { over: held };
  };
  const admitted = new Map<string, Admission>();
  const to = { origin, single, kept, limits };
  const server = createServer({ keepAliveTimeout: 0, maxHeaderSize: largestHead }, (incoming, response) => {
    const id = incoming.headers[ticketHeader];
    const ticket = typeof id === 'string' ? admitted.get(id) : undefined;
    if (ticket === undefined) {
      response.writeHead(403, { Connection: 'close' }).end();
      return;
    }
    ticket.passage = pass(incoming, over(ticket.connection), to);
    // What came of it is told by the ticket, an error of ours as well.
    const end = (): void => void response.writeHead(204).end();
    void ticket.passage.then(end, end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    admit: (connection) => {
      const id = randomBytes(16).toString('hex');
      admitted.set(id, { connection });
      return {
        id,
        end: () => {
          const ticket = admitted.get(id);
          admitted.delete(id);
          return ticket?.passage ?? Promise.resolve(undefined);
        },
      };
    },
    close: async () => {
      single.destroy();
      kept?.destroy();
      held?.destroy();
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}

async function pass(
  incoming: IncomingMessage,
  way: { readonly over?: HttpAgent },
  to: Destination,
): Promise<HttpResult | undefined> {
  // Whoever sends it may give up.
  const body = await bytesOf(incoming).catch(() => undefined);
  if (body === undefined) return undefined;
  const method = incoming.method ?? 'GET';
  const headers = incoming.rawHeaders.flatMap((name, index) =>
    index % 2 === 1 || replaced.has(name.toLowerCase()) ? [] : [name, incoming.rawHeaders[index + 1] ?? ''],
  );
  const length = body.length > 0 || !bodiless.has(method) ? ['Content-Length', String(body.length)] : [];
  const outgoing = {
    method,
    path: incoming.url ?? '/',
    headers: ['Host', to.origin.host, ...headers, ...length],
    body,
    ...way,
  };
  return sendBounded(outgoing, to);
}

const bodiless = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);
const replaced = new Set([ticketHeader, 'host', 'connection', 'content-length', 'transfer-encoding']);
