/** The connections to one origin: reused, named by a case about connections, or one for each request. */
import { Agent as HttpAgent } from 'node:http';
import type { AgentOptions, ClientRequest } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import type { HttpRequest } from './http.ts';

export interface ConnectionOptions {
  /** Whether the target's certificate is ignored. */
  readonly insecureTls?: boolean;
  /** Whether connections are reused; true by default. */
  readonly keepAlive?: boolean;
}

/** Milliseconds after which an idle connection is not reused, since the target may have closed it. */
const longestSilence = 1000;
/** The number of connections that a target closes during a request before none is kept. */
const mostLost = 3;
/** Milliseconds after which a request on a new connection may be waiting for other connections to be closed. */
const longestQueue = 250;

/** Opens and keeps the connections to one origin. */
export class Connections {
  readonly #newAgent: (options: AgentOptions) => HttpAgent;
  readonly #single: HttpAgent;
  readonly #kept: HttpAgent;
  readonly #keptForRefusals: HttpAgent;
  readonly #named = new Map<string, HttpAgent>();
  readonly #unwanted = new WeakSet<Duplex>();
  #keepAlive: boolean;
  #lost = 0;
  #reuses = 0;

  constructor(origin: URL, { insecureTls = false, keepAlive = true }: ConnectionOptions = {}) {
    this.#newAgent = (options) =>
      origin.protocol === 'https:'
        ? new TlsAgent({ ...options, rejectUnauthorized: !insecureTls })
        : new HttpAgent(options);
    this.#keepAlive = keepAlive;
    this.#single = this.#newAgent({ keepAlive: false });
    this.#kept = this.#keeping();
    this.#keptForRefusals = this.#keeping();
  }

  /** The agent of a request's connection. */
  agentFor(connection: HttpRequest['connection']): HttpAgent {
    if (connection === 'own' || !this.#keepAlive) return this.#single;
    if (connection === undefined) return this.#kept;
    if (connection === 'for-refusals') return this.#keptForRefusals;
    const known = this.#named.get(connection.name) ?? this.#newAgent({ keepAlive: true, maxSockets: 1 });
    this.#named.set(connection.name, known);
    return known;
  }

  /** Closes the connection of a name. */
  release(name: string): void {
    this.#named.get(name)?.destroy();
    this.#named.delete(name);
  }

  /** Closes a connection after its request. */
  discard(socket: Duplex | null): void {
    if (socket !== null) this.#unwanted.add(socket);
  }

  /** Counts a kept connection that the target closed under a request. */
  countLost(): void {
    this.#lost += 1;
    if (this.#lost > mostLost) this.#keepAlive = false;
  }

  /**
   * Watches a request that may have to wait for others: some servers serve one connection after another, and idle
   * connections would block them.
   * @returns ends the watch
   */
  watch(request: ClientRequest): () => void {
    const before = this.#reuses;
    const timer = setInterval(() => {
      if (request.reusedSocket) return;
      const keeping = [this.#kept, this.#keptForRefusals];
      for (const { freeSockets } of keeping) for (const socket of socketsIn(freeSockets)) socket.destroy();
      if (this.#reuses < before + 2) return;
      for (const { sockets } of keeping) for (const socket of socketsIn(sockets)) this.discard(socket);
    }, longestQueue);
    return () => clearInterval(timer);
  }

  close(): void {
    for (const agent of [this.#single, this.#kept, this.#keptForRefusals, ...this.#named.values()]) agent.destroy();
    this.#named.clear();
  }

  #keeping(): HttpAgent {
    const agent = this.#newAgent({ keepAlive: true, timeout: longestSilence });
    const keep = agent.keepSocketAlive.bind(agent) as (socket: Duplex) => boolean;
    const reuse = agent.reuseSocket.bind(agent);
    const refusing = new WeakMap<Duplex, () => void>();
    // Data on an idle connection is not the response to the next request (RFC 9112 section 9.2).
    return Object.assign(agent, {
      keepSocketAlive: (socket: Duplex): boolean => {
        if (this.#unwanted.has(socket) || !keep(socket)) return false;
        const refuse = (): void => void socket.destroy();
        refusing.set(socket, refuse);
        socket.once('data', refuse);
        return true;
      },
      reuseSocket: (socket: Duplex, request: ClientRequest): void => {
        this.#reuses += 1;
        const refuse = refusing.get(socket);
        if (refuse !== undefined) socket.off('data', refuse);
        reuse(socket, request);
      },
    });
  }
}

function socketsIn(lists: NodeJS.ReadOnlyDict<Duplex[]>): Duplex[] {
  return Object.values(lists).flatMap((list) => list ?? []);
}
