/** A server on a raw socket: healthy but for the requests at which it misbehaves. */
import { once } from 'node:events';
import { createServer as listen } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createServer as listenTls } from 'node:tls';
import type { TlsOptions } from 'node:tls';

export type Handler = (request: Request) => Promise<Response>;

/** The request at which a server misbehaves, and what it would have answered. */
export interface Hit {
  readonly socket: Socket;
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

/** Misbehaves at one request. */
export type Act = (hit: Hit) => void | Promise<void>;

export interface RawServer {
  readonly url: string;
  /** The requests that were read to their end. */
  readonly requests: string[];
  close(): Promise<void>;
}

interface RawOptions {
  readonly handler: Handler;
  /** The behaviour at the n-th request, counted from 0; undefined: a healthy answer. */
  readonly actAt: (index: number) => Act | undefined;
  readonly tls?: TlsOptions;
  /** Is told of each request before it is answered, and of the connection's requests so far. */
  readonly onRequest?: (socket: Socket, earlier: number) => void;
}

/** Listens on the loopback interface. */
export async function startRaw({ handler, actAt, tls, onRequest }: RawOptions): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const requests: string[] = [];
  let port = 0;
  const serve = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let pending = Buffer.alloc(0);
    let turn = Promise.resolve();
    let earlier = 0;
    socket.on('data', (data: Buffer) => {
      pending = Buffer.concat([pending, data]);
      for (;;) {
        const read = takeRequest(pending, port);
        if (read === undefined) return;
        pending = Buffer.from(read.rest);
        onRequest?.(socket, earlier);
        earlier += 1;
        if (socket.destroyed) return;
        const act = actAt(requests.length);
        requests.push(`${read.request.method} ${new URL(read.request.url).pathname}`);
        turn = turn.then(async () => {
          const answer = await handler(read.request);
          const body = Buffer.from(await answer.arrayBuffer());
          const hit = { socket, status: answer.status, headers: [...answer.headers], body };
          await (act ?? healthy)(hit);
        });
        turn.catch(() => socket.destroy());
      }
    });
  };
  const server: Server = tls === undefined ? listen(serve) : listenTls(tls, serve);
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    requests,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** The first whole request in what was received, and what follows it. */
function takeRequest(data: Buffer, port: number): { request: Request; rest: Buffer } | undefined {
  const end = data.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [first = '', ...lines] = data.subarray(0, end).toString('latin1').split('\r\n');
  const [method = '', target = ''] = first.split(' ');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const length = Number(headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? 0);
  const from = end + 4;
  if (data.length < from + length) return undefined;
  const kept = headers.filter(([name]) => !/^(connection|content-length)$/i.test(name));
  const body = method === 'GET' || method === 'HEAD' ? {} : { body: data.subarray(from, from + length) };
  const request = new Request(`http://127.0.0.1:${port}${target}`, { method, headers: kept, ...body });
  return { request, rest: data.subarray(from + length) };
}

/** The answer as it should be. */
export const healthy: Act = ({ socket, status, headers, body }) => {
  const lines = headers.filter(([name]) => name.toLowerCase() !== 'content-length');
  socket.write(head(`HTTP/1.1 ${status} Any`, [...lines, ['Content-Length', String(body.length)]]));
  socket.write(body);
};

/** A status line and headers, with the empty line behind them. */
export function head(statusLine: string, headers: readonly (readonly [string, string])[]): string {
  return [statusLine, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
}

/** Writes pieces for as long as somebody reads them. */
export async function writeAll(
  socket: Socket,
  pieces: Iterable<string | Buffer> | AsyncIterable<string | Buffer>,
): Promise<void> {
  await pipeline(Readable.from(pieces, { objectMode: true, highWaterMark: 1 }), socket).catch(() => undefined);
}
