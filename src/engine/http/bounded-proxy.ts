/**
 * A door on the loopback interface between Playwright's APIRequestContext and the target. The context itself has no
 * bound for bytes, decodes without limit, keeps cookies and leaves time to the server; behind the door the answer is read
 * within limits, and whoever sent the request gets it there. Requests pass as the context writes them.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bytesOf } from './bytes-of.ts';
import { openConnections } from './connections.ts';
import type { ConnectionOptions, Connections } from './connections.ts';
import type { HttpRequest, HttpResult } from './http.ts';

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

/** A request of this process that may pass, and how it does. */
interface Admission {
  readonly connection: HttpRequest['connection'];
  passage?: ReturnType<typeof pass>;
}

/** Bytes of a request's head: how much is too much is the target's to say. */
const largestHead = 2 ** 22;

/** Opens a door to one origin; nothing that passes it can go anywhere else. */
export async function openGuard(origin: URL, options: ConnectionOptions): Promise<Guard> {
  const connections = openConnections(origin, options);
  const admitted = new Map<string, Admission>();
  const server = createServer({ keepAliveTimeout: 0, maxHeaderSize: largestHead }, (incoming, response) => {
    const id = incoming.headers[ticketHeader];
    const ticket = typeof id === 'string' ? admitted.get(id) : undefined;
    if (ticket === undefined) {
      response.writeHead(403, { Connection: 'close' }).end();
      return;
    }
    ticket.passage = pass(incoming, ticket.connection, connections);
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
      connections.close();
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}

async function pass(
  incoming: IncomingMessage,
  connection: HttpRequest['connection'],
  connections: Connections,
): Promise<HttpResult | undefined> {
  // Whoever sends it may give up.
  const body = await bytesOf(incoming).catch(() => undefined);
  if (body === undefined) return undefined;
  const headers = incoming.rawHeaders.flatMap((name, index) =>
    index % 2 === 1 || replaced.has(name.toLowerCase()) ? [] : [name, incoming.rawHeaders[index + 1] ?? ''],
  );
  return connections.send(incoming.method ?? 'GET', incoming.url ?? '/', headers, body, connection);
}

const replaced = new Set([ticketHeader, 'host', 'connection', 'content-length', 'transfer-encoding']);
