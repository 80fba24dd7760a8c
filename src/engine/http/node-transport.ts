/** A transport on `node:http`, for use without Playwright. */
import { defined } from '../../core/defined.ts';
import { sendBounded } from './bounded-request.ts';
import type { Destination } from './bounded-request.ts';
import { Connections } from './connections.ts';
import type { ConnectionOptions } from './connections.ts';
import type { HttpRequest, Transport } from './http.ts';
import { urlOf } from './http.ts';
import type { Limits } from './limits.ts';
import { usualLimits } from './limits.ts';

export interface TransportOptions extends ConnectionOptions {
  /** Limits for each request; the others have their defaults. */
  readonly limits?: Partial<Limits>;
  /** Whether a safe request is sent again if its kept connection was closed; true by default. */
  readonly resend?: boolean;
}

/** Default headers of a request. */
const usualHeaders = { 'User-Agent': 'session-conformance', Accept: '*/*', 'Accept-Encoding': 'gzip,deflate,br' };

/**
 * Sends requests with `node:http`.
 * @param target a URL of the target; requests to another origin are errors
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
          ...defined({ connection: request.connection }),
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

/** The destination of a request; throws if it is not the target. */
export function locationOf(request: HttpRequest, origin: URL): URL {
  const url = new URL(urlOf(request));
  if (url.origin !== origin.origin) throw new Error(`a request to ${url.origin}, which is not the target`);
  return url;
}

/** The bytes of a request's body. */
export function bodyBytes({ body, encoding }: HttpRequest): Buffer | undefined {
  return body === undefined ? undefined : Buffer.from(body, encoding ?? 'utf8');
}
