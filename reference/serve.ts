/** A handler behind a socket. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type { Handler } from './types.ts';

/** A listening server. */
export interface Served {
  url: string;
  /** Stops listening and closes open connections. */
  close(): Promise<void>;
}

/** Serves a handler on the loopback interface; port 0 takes a free one. Rejects if the port is taken. */
export async function serve(handler: Handler, port = 0): Promise<Served> {
  // The adaptor replaces the Request and Response of the process by its own, which do without streams.
  const server = createAdaptorServer({ fetch: handler, createServer }) as Server;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`not a TCP address: ${String(address)}`);
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
