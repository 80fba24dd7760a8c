/** A transport of Node alone, within the same limits: for what has to run where nothing is installed. */
import { openConnections } from './connections.ts';
import type { ConnectionOptions } from './connections.ts';
import type { Transport } from './http.ts';
import { urlOf } from './http.ts';

/** What Playwright's context writes into each request that does not say otherwise. */
const usualHeaders = { 'User-Agent': 'session-conformance', Accept: '*/*', 'Accept-Encoding': 'gzip,deflate,br' };

/**
 * @param target a URL of the target; requests to another origin are refused
 * @returns a transport that follows no redirect and keeps no cookies
 */
export function nodeTransport(target: string, options: ConnectionOptions): Transport {
  const origin = new URL(new URL(target).origin);
  const connections = openConnections(origin, options);
  return {
    send: (request) => {
      const url = new URL(urlOf(request));
      if (url.origin !== origin.origin) throw new Error(`a request to ${url.origin}, which is not the target`);
      const written = new Set(Object.keys(request.headers).map((name) => name.toLowerCase()));
      const usual = Object.entries(usualHeaders).filter(([name]) => !written.has(name.toLowerCase()));
      const headers = [...usual, ...Object.entries(request.headers)].flat();
      const body = Buffer.from(request.body ?? '', request.encoding ?? 'utf8');
      return connections.send(request.method, url.pathname + url.search, headers, body, request.connection);
    },
    close: () => {
      connections.close();
      return Promise.resolve();
    },
  };
}
