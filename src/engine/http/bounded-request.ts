/** One request to a target, and its whole answer or what came instead: bounded in time, bytes and headers. */
import { request as overHttp } from 'node:http';
import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import { request as overTls } from 'node:https';
import { bytesOf } from './bytes-of.ts';
import { decode } from './decode.ts';
import { explainFailure } from './explain-failure.ts';
import type { HttpFailure, HttpResult } from './http.ts';
import { bytesText } from './limits.ts';
import type { Limits } from './limits.ts';

/** A request as it goes out. */
export interface Outgoing {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Names and values in turn, as they are written, `Host` included. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** The connection that it asks for, where it does. */
  readonly over?: Agent;
}

/** Where requests go. */
export interface Destination {
  /** Scheme, host and port; nothing else of the URL counts. */
  readonly origin: URL;
  /** Makes a connection for each request. */
  readonly single: Agent;
  /** Uses connections again; undefined where that is not wanted. */
  readonly kept: Agent | undefined;
  readonly limits: Limits;
}

/** Why a request is given up, beside what the connection says itself. */
class GivenUp extends Error {
  readonly failure: HttpFailure;
  constructor(kind: HttpFailure['kind'], message: string) {
    super(message);
    this.failure = { kind, message };
  }
}

/** Sends a request. Never throws for what the target does, and always ends within the limit of time. */
export async function sendBounded(outgoing: Outgoing, to: Destination): Promise<HttpResult> {
  // A server may close a kept connection at any time, and nobody knows whether it has read the request that meets the
  // closing (RFC 9112 section 9.3.1): only what changes nothing may be sent again (RFC 9110 section 9.2.2).
  // Nor is a request that is sent over another's connection meant to change anything: it has no credentials.
  const first = await attempt(outgoing, to, outgoing.over ?? agentFor(outgoing.method, to));
  return first.stale ? (await attempt(outgoing, to, to.single)).result : first.result;
}

/** The agent for a request: connections are used again for safe methods only (RFC 9110 section 9.2.1). */
function agentFor(method: string, { single, kept }: Destination): Agent {
  return ['GET', 'HEAD', 'OPTIONS'].includes(method) ? (kept ?? single) : single;
}

interface Attempt {
  readonly result: HttpResult;
  /** Whether a kept connection was closed before anything came back. */
  readonly stale: boolean;
}

async function attempt(outgoing: Outgoing, { origin, limits }: Destination, agent: Agent): Promise<Attempt> {
  const progress = { head: false, bytes: 0 };
  const request = open(outgoing, origin, agent, limits);
  const ended: { early?: GivenUp; broken?: unknown } = {};
  const giveUp = (kind: HttpFailure['kind'], message: string): void => {
    ended.early ??= new GivenUp(kind, message);
    // With the error, a connection that is kept already would end the process: nobody hears it there.
    request.destroy();
  };
  request.on('error', (error) => (ended.broken ??= error));
  const timer = setTimeout(() => giveUp('timed-out', lateness(progress, limits)), limits.timeout);
  try {
    const response = await headOf(request, outgoing.body, limits, giveUp);
    progress.head = true;
    const body = await bodyOf(response, progress, limits, giveUp);
    // Not thrown by whoever stopped reading first.
    if (ended.early !== undefined) throw ended.early;
    return { result: await finish(response, body, limits), stale: false };
  } catch (error) {
    // Whoever reads the answer hears of a closed connection, and not why it was closed.
    const reason = ended.early ?? ended.broken ?? error;
    const failure = reason instanceof GivenUp ? reason.failure : explainFailure(reason, progress.head);
    const closed = (reason as NodeJS.ErrnoException).code;
    const stale = request.reusedSocket && !progress.head && (closed === 'ECONNRESET' || closed === 'EPIPE');
    return { result: { failure }, stale };
  } finally {
    clearTimeout(timer);
  }
}

function open({ method, path, headers }: Outgoing, origin: URL, agent: Agent, limits: Limits): ClientRequest {
  const begin = origin.protocol === 'https:' ? overTls : overHttp;
  const request = begin({
    agent,
    method,
    path,
    host: origin.hostname.replace(/^\[|\]$/g, ''),
    port: origin.port === '' ? (origin.protocol === 'https:' ? 443 : 80) : Number(origin.port),
    headers: [...headers],
    maxHeaderSize: limits.headBytes,
    insecureHTTPParser: false,
  });
  // By count alone headers would be dropped in silence; their bytes are bounded.
  request.maxHeadersCount = 0;
  return request;
}

function headOf(
  request: ClientRequest,
  body: Buffer,
  limits: Limits,
  giveUp: (kind: HttpFailure['kind'], message: string) => void,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    let interim = 0;
    request.on('information', () => {
      interim += 1;
      if (interim > limits.interimAnswers) giveUp('broken', `more than ${limits.interimAnswers} interim answers (1xx)`);
    });
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      reject(new GivenUp('broken', 'an upgrade to another protocol (101), which nobody asked for'));
    });
    request.on('response', resolve);
    request.on('error', reject);
    request.on('close', () => reject(new GivenUp('broken', 'the target closed the connection without an answer')));
    request.end(body);
  });
}

function bodyOf(
  response: IncomingMessage,
  progress: { bytes: number },
  limits: Limits,
  giveUp: (kind: HttpFailure['kind'], message: string) => void,
): Promise<Buffer> {
  return bytesOf(response, (chunk) => {
    progress.bytes += chunk.length;
    if (progress.bytes <= limits.bodyBytes) return true;
    giveUp('broken', `a body of more than ${bytesText(limits.bodyBytes)}`);
    return false;
  });
}

async function finish(response: IncomingMessage, body: Buffer, limits: Limits): Promise<HttpResult> {
  const status = response.statusCode ?? 0;
  const headers = pairs(response.rawHeaders);
  const codings = headers.filter(([name]) => name.toLowerCase() === 'content-encoding').map(([, value]) => value);
  const decoded = await decode(body, codings.join(','), limits.bodyBytes);
  if ('problem' in decoded) return { failure: { kind: 'broken', message: `${status} with ${decoded.problem}` } };
  if (status < 200 || status > 999)
    return { failure: { kind: 'broken', message: `the status ${status}, which HTTP does not have` } };
  return { response: { status, headers, body: decoded.body } };
}

function pairs(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] ?? '', raw[2 * index + 1] ?? '']);
}

function lateness({ head, bytes }: { head: boolean; bytes: number }, { timeout }: Limits): string {
  const within = `within ${timeout / 1000} s`;
  if (!head) return `no answer ${within}`;
  return `no end of the answer ${within}: its head came, and ${bytesText(bytes)} of its body`;
}
