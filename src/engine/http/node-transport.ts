/** The transport of Node alone: for whoever has no Playwright at hand. */
import { sendBounded } from './bounded-request.ts';
import type { Destination } from './bounded-request.ts';
import { Connections } from './connections.ts';
import type { ConnectionOptions } from './connections.ts';
import type { HttpRequest, Transport } from './http.ts';
import { urlOf } from './http.ts';
import type { Limits } from './limits.ts';
import { usualLimits } from './limits.ts';

export interface TransportOptions extends ConnectionOptions {
  /** Bounds for each request; those that are not given are the usual ones. */
  readonly limits?: Partial<Limits>;
  /** Whether a request that changes nothing is sent again where its kept connection was closed; true when left out. */
  readonly resend?: boolean;
}

/** What a request says where its writer leaves it open. */
const usualHeaders = { 'User-Agent': 'session-conformance', Accept: '*/*', 'Accept-Encoding': 'gzip,deflate,br' };

/**
 * Sends requests with `node:http` alone.
 * @param target a URL of the target; requests to another origin are refused
 */
export function nodeTransport(target: string, options: TransportOptions = {}): Transport {
  const to = destinationAt(target, options);
  return {
    send: async (request) => {
      const { pathname, search } = locationOf(request, to.origin);
      const own = new Set(Object.keys(request.headers).map((name) => name.toLowerCase()));
      const usual = Object.entries(usualHeaders).filter(([name]) => !own.has(name.toLowerCase()));
      const received = await sendBounded(
        {
          method: request.method,
          path: pathname + search,
          headers: [...usual, ...Object.entries(request.headers)],
          body: bodyBytes(request) ?? Buffer.alloc(0),
          ...(request.connection === undefined ? {} : { connection: request.connection }),
        },
        to,
      );
      return received;
    },
    release: (name) => to.connections.release(name),
    close: () => {
      to.connections.close();
      return Promise.resolve();
    },
  };
}

/** The destination at the origin of a URL. */
export function destinationAt(target: string, options: TransportOptions = {}): Destination {
  const { limits, resend = true, ...connections } = options;
  const origin = new URL(new URL(target).origin);
  return {
    origin,
    connections: new Connections(origin, connections),
    limits: { ...usualLimits, ...limits },
    resend,
  };
}

/** Where a request goes; throws where that is not the target. */
export function locationOf(request: HttpRequest, origin: URL): URL {
  const url = new URL(urlOf(request));
  if (url.origin !== origin.origin) throw new Error(`a request to ${url.origin}, which is not the target`);
  return url;
}

/** The body of a request as it is sent. */
export function bodyBytes({ body, encoding }: HttpRequest): Buffer | undefined {
  return body === undefined ? undefined : Buffer.from(body, encoding ?? 'utf8');
}
