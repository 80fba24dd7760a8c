/**
 * A proxy on the loopback interface between Playwright's APIRequestContext and the target. The context itself has no
 * bound for bytes, decodes without limit and leaves time to the server. The proxy reads each response within limits and
 * passes it on, or says why it did not. Requests pass as the context writes them.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pairs, sendBounded } from './bounded-request.ts';
import type { Destination, Received } from './bounded-request.ts';
import { bytesOf } from './bytes-of.ts';
import type { HttpRequest } from './http.ts';
import { passOn } from './passing-on.ts';

/** The header by which the proxy knows a request of this process; it goes no further. */
export const ticketHeader = `ticket-${randomBytes(8).toString('hex')}`;

/** A proxy that is listening. */
export interface BoundedProxy {
  /** Where the context sends requests instead of the target's origin. */
  readonly url: string;
  /** Lets one request through, over a connection of its own choice. */
  admit(connection?: HttpRequest['connection']): Ticket;
  close(): Promise<void>;
}

/** The admission of one request. */
export interface Ticket {
  readonly id: string;
  /** Ends the admission. Throws the harness's own error that kept the request from passing, if there was one. */
  end(): void;
}

interface Admission {
  readonly connection: HttpRequest['connection'];
  error?: Error;
}

/** Bytes of a request's head: how much is too much is the target's to say. */
const largestHead = 2 ** 22;

/** Listens for requests to one origin; nothing that passes can go anywhere else. */
export async function startBoundedProxy(to: Destination): Promise<BoundedProxy> {
  const admitted = new Map<string, Admission>();
  const server = createServer({ keepAliveTimeout: 0, maxHeaderSize: largestHead }, (incoming, response) => {
    const id = String(incoming.headers[ticketHeader]);
    const admission = admitted.get(id);
    if (admission === undefined) {
      response.writeHead(403, { Connection: 'close' }).end();
      return;
    }
    pass(incoming, { id, connection: admission.connection }, to)
      .then((received) => passOn(received, id, response))
      .catch((error: unknown) => {
        admission.error = error as Error;
        response.destroy();
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    admit: (connection) => {
      const id = randomBytes(16).toString('hex');
      const admission: Admission = { connection };
      admitted.set(id, admission);
      return {
        id,
        end: () => {
          admitted.delete(id);
          if (admission.error !== undefined) throw admission.error;
        },
      };
    },
    close: async () => {
      to.connections.close();
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}

async function pass(
  incoming: IncomingMessage,
  { id, connection }: { readonly id: string; readonly connection: HttpRequest['connection'] },
  to: Destination,
): Promise<Received> {
  const body = await bytesOf(incoming);
  // A cookie with the ticket for its value only keeps the context from sending those of its jar.
  const headers = pairs(incoming.rawHeaders).filter(([name, value]) => name !== ticketHeader && value !== id);
  const { method = 'GET', url: path = '/' } = incoming;
  return sendBounded({ method, path, headers, body, ...(connection === undefined ? {} : { connection }) }, to);
}
