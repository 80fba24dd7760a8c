/** The connections to one origin: kept and used again, named by a case that is about them, or one for each request. */
import { Agent as HttpAgent } from 'node:http';
import type { AgentOptions, ClientRequest } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import type { HttpRequest } from './http.ts';

export interface ConnectionOptions {
  /** Whether the target's certificate is not looked at. */
  readonly insecureTls?: boolean;
  /** Whether a connection is used again; true when left out. */
  readonly keepAlive?: boolean;
}

/** Milliseconds: a kept connection that was silent for longer may be closed at the other end. */
const longestSilence = 1000;
/** A target that closes more kept connections under a request does not mean to keep any. */
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

  /** The agent whose connection a request goes over. */
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

  /** Closes a connection as soon as its request is done with. */
  discard(socket: Duplex | null): void {
    if (socket !== null) this.#unwanted.add(socket);
  }

  /** Counts a kept connection that the target closed under a request. */
  countLost(): void {
    this.#lost += 1;
    if (this.#lost > mostLost) this.#keepAlive = false;
  }

  /**
   * Looks after a request that may have to wait for others: some servers serve one connection after another, and those
   * that are kept would keep them from it.
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
    // What comes while nobody has asked is no answer to the next request (RFC 9112 section 9.2).
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
