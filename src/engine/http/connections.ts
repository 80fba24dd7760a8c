/** The connections to a target, over which requests go within limits. */
import { Agent as HttpAgent } from 'node:http';
import type { AgentOptions } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { sendBounded } from './bounded-request.ts';
import type { HttpRequest, HttpResult } from './http.ts';
import type { Limits } from './limits.ts';

/** How connections are made. */
export interface ConnectionOptions {
  readonly limits: Limits;
  /** Whether the target's certificate is not looked at. */
  readonly insecureTls: boolean;
  /** Whether a connection to the target is used again. */
  readonly keepAlive: boolean;
}

/** Sends requests to one origin and nowhere else. */
export interface Connections {
  /**
   * @param path path and query
   * @param headers names and values in turn; `Host` and `Content-Length` are added
   * @param connection the connection that the request asks for, where it does
   */
  send(
    method: string,
    path: string,
    headers: readonly string[],
    body: Buffer,
    connection?: HttpRequest['connection'],
  ): Promise<HttpResult>;
  close(): void;
}

/** A kept connection that was silent for longer may be closed at the other end. */
const longestSilence = 1000;

/** Opens no connection before the first request. */
export function openConnections(origin: URL, { limits, insecureTls, keepAlive }: ConnectionOptions): Connections {
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
  return {
    send: (method, path, headers, body, connection) => {
      const length = body.length > 0 || !bodiless.has(method) ? ['Content-Length', String(body.length)] : [];
      const outgoing = { method, path, headers: ['Host', origin.host, ...headers, ...length], body };
      return sendBounded({ ...outgoing, ...over(connection) }, { origin, single, kept, limits });
    },
    close: () => {
      for (const agent of [single, kept, held]) agent?.destroy();
    },
  };
}

const bodiless = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);
