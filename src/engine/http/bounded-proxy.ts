/**
 * A proxy on the loopback interface between Playwright's APIRequestContext and the target. The context itself has no
 * limits for bytes, decoding and time. The proxy reads each response within limits and
 * passes it on, or says why it did not. Requests pass as the context writes them.
 */
import { defined } from '../../core/defined.ts';
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

/** The header that identifies requests of this process; the proxy removes it. */
export const ticketHeader = `ticket-${randomBytes(8).toString('hex')}`;

/** A listening proxy. */
export interface BoundedProxy {
  /** The origin to which the context sends requests instead of the target's. */
  readonly url: string;
  /** Admits one request, over the connection that it names. */
  admit(connection?: HttpRequest['connection']): Ticket;
  close(): Promise<void>;
}

/** The admission of one request. */
export interface Ticket {
  readonly id: string;
  /** Ends the admission. @returns whether a response was passed on @throws the error of the harness that blocked the request */
  end(): boolean;
}

interface Admission {
  readonly connection: HttpRequest['connection'];
  isPassed: boolean;
  error?: Error;
}

/** Maximum bytes of a request's head; the target sets its own limit. */
const largestHead = 2 ** 22;

/** Listens for requests to one origin and sends them to no other. */
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
      .then((received) => {
        admission.isPassed = true;
        passOn(received, id, response);
      })
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
      const admission: Admission = { connection, isPassed: false };
      admitted.set(id, admission);
      return {
        id,
        end: () => {
          admitted.delete(id);
          if (admission.error !== undefined) throw admission.error;
          return admission.isPassed;
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
  // A cookie with the ticket as its value only prevents cookies of the context's jar.
  const headers = pairs(incoming.rawHeaders).filter(([name, value]) => name !== ticketHeader && value !== id);
  const { method = 'GET', url: path = '/' } = incoming;
  return sendBounded({ method, path, headers, body, ...defined({ connection }) }, to);
}
