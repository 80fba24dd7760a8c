/** A server between the harness and a target: it passes requests on, or does something else. */
import { createServer, request as forward } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen } from '../listen.ts';

interface Between {
  readonly url: string;
  close(): Promise<void>;
}

/** A request that it receives: `number` counts the requests from 1. */
interface Asked {
  readonly number: number;
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** Responds by itself. @returns whether it did */
export type Interference = (asked: Asked, response: ServerResponse) => boolean;

/** Listens on a port of its own. */
export async function listenBetween(to: string, interfere: Interference): Promise<Between> {
  const { hostname, port } = new URL(to);
  let number = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { method = 'GET', url: path = '/', headers } = request;
    number += 1;
    if (interfere({ number, method, path, body: body.toString('utf8') }, response)) return;
    const onward = forward({ hostname, port, method, path, headers }, (received) => {
      response.writeHead(received.statusCode ?? 500, received.headers);
      received.pipe(response);
    });
    onward.on('error', () => response.destroy());
    onward.end(body);
  };
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  const url = await listen(server);
  return {
    url,
    close: () => {
      server.closeAllConnections();
      return server.listening ? new Promise((resolve) => server.close(() => resolve())) : Promise.resolve();
    },
  };
}

/** Numbers that look random and are the same each time. */
export function pseudoRandom(): () => number {
  let state = 12_345;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
}
