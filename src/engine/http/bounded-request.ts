/** Sends one request to a target within limits of time, bytes and headers. */
import { request as overHttp } from 'node:http';
import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import { request as overTls } from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import { isLoopbackName } from '../../core/loopback.ts';
import { asUserError, isShortage } from '../../core/user-error.ts';
import { bytesOf } from './bytes-of.ts';
import type { Connections } from './connections.ts';
import { decode } from './decode.ts';
import { explainFailure } from './explain-failure.ts';
import type { HttpFailure, HttpRequest, HttpResponse } from './http.ts';
import { bytesText } from './limits.ts';
import type { Limits } from './limits.ts';

/** An outgoing request. */
interface Outgoing {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Without headers about destination and framing. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  readonly connection?: HttpRequest['connection'];
}

/** The destination of requests. */
export interface Destination {
  /** Scheme, host and port; other parts of the URL are ignored. */
  readonly origin: URL;
  readonly connections: Connections;
  readonly limits: Limits;
  /** Whether a safe request is sent again if its kept connection was closed. */
  readonly resend: boolean;
}

/** A response with its decoded body, or a failure. */
export type Received =
  { readonly response: HttpResponse & { readonly statusText: string } } | { readonly failure: HttpFailure };

/** The reason for ending a request, other than errors of the connection. */
class GivenUp extends Error {
  readonly failure: HttpFailure;
  constructor(kind: HttpFailure['kind'], message: string) {
    super(message);
    this.failure = { kind, message };
  }
}

/**
 * Sends a request. Does not throw for behavior of the target, and ends within the time limit.
 * @throws UserError if this machine has no files or memory left
 */
export async function sendBounded(outgoing: Outgoing, to: Destination): Promise<Received> {
  const first = await attempt(outgoing, to);
  if (!('failure' in first) || first.failure.kind !== 'connection-lost') return first;
  to.connections.countLost();
  // A server may close a kept connection at any time, and may have processed the request that was sent at the
  // same moment (RFC 9112 section 9.3.1), so only safe requests are repeated (RFC 9110 section 9.2.2).
  const safe = ['GET', 'HEAD', 'OPTIONS'].includes(outgoing.method);
  return safe && to.resend ? attempt({ ...outgoing, connection: 'own' }, to) : first;
}

async function attempt(outgoing: Outgoing, { origin, connections, limits }: Destination): Promise<Received> {
  const progress = { begun: false, head: false, bytes: 0 };
  const request = open(outgoing, origin, connections.agentFor(outgoing.connection), limits);
  const ended: { early?: GivenUp; broken?: unknown } = {};
  const giveUp = (kind: HttpFailure['kind'], message: string): void => {
    ended.early ??= new GivenUp(kind, message);
    // Without the error, since a kept connection has no listener and the error would end the process.
    request.destroy();
  };
  request.on('error', (error) => (ended.broken ??= error));
  request.on('socket', (socket: Socket) => {
    if (request.reusedSocket) socket.once('data', () => (progress.begun = true));
  });
  const timer = setTimeout(() => giveUp('timed-out', lateness(progress, limits)), limits.timeout);
  const endWatch = connections.watch(request);
  try {
    const response = await headOf(request, outgoing.body, limits, giveUp);
    progress.head = true;
    endWatch();
    if (outgoing.connection === 'for-refusals' && (response.statusCode ?? 0) < 400) connections.discard(request.socket);
    const body = await bodyOf(response, progress, limits, giveUp);
    // Not thrown if reading was stopped first.
    if (ended.early !== undefined) throw ended.early;
    return await finish(response, body, limits);
  } catch (error) {
    // The reader of the response sees a closed connection, but not the reason.
    const reason = ended.early ?? ended.broken ?? error;
    if (isShortage(reason)) throw asUserError(reason) ?? error;
    const failure = reason instanceof GivenUp ? reason.failure : explainFailure(reason, progress.head);
    const { code = '' } = reason as NodeJS.ErrnoException;
    const lost = request.reusedSocket && !progress.begun && (code === 'ECONNRESET' || code === 'EPIPE');
    return { failure: lost ? { ...failure, kind: 'connection-lost' } : failure };
  } finally {
    clearTimeout(timer);
    endWatch();
  }
}

function open({ method, path, headers, body }: Outgoing, origin: URL, agent: Agent, limits: Limits): ClientRequest {
  const begin = origin.protocol === 'https:' ? overTls : overHttp;
  const written = headers.filter(([name]) => !replaced.has(name.toLowerCase()));
  const length = body.length > 0 || !bodiless.has(method) ? ['Content-Length', String(body.length)] : [];
  const request = begin({
    agent,
    method,
    path,
    ...(isLoopbackName(origin.hostname) ? { lookup: lookUpLoopback } : {}),
    host: origin.hostname.replace(/^\[|\]$/g, ''),
    port: origin.port === '' ? (origin.protocol === 'https:' ? 443 : 80) : Number(origin.port),
    headers: ['Host', origin.host, ...written.flat(), ...length],
    maxHeaderSize: limits.headBytes,
    insecureHTTPParser: false,
  });
  // A limit of the count would drop headers silently; their bytes are limited.
  request.maxHeadersCount = 0;
  return request;
}

const bodiless = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);
const replaced = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);

/** Resolves loopback names to loopback addresses, the only ones for plain HTTP. */
const lookUpLoopback: LookupFunction = (_hostname, { all, family }, found) => {
  const addresses = [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ].filter((each) => family === undefined || family === 0 || family === each.family);
  if (all === true) found(null, addresses);
  else found(null, addresses[0]?.address ?? '', addresses[0]?.family);
};

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
      reject(new GivenUp('broken', 'an upgrade to another protocol (101), which the request did not ask for'));
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

async function finish(response: IncomingMessage, body: Buffer, limits: Limits): Promise<Received> {
  const { statusCode: status = 0, statusMessage: statusText = '' } = response;
  if (status < 200 || status > 999) return broken(`the status ${status}, which HTTP does not have`);
  const headers = pairs(response.rawHeaders);
  const coding = codingsIn(headers, 'transfer-encoding').find((name) => name !== 'chunked');
  if (coding !== undefined)
    return broken(`${status} with the transfer coding ${JSON.stringify(coding)}, which the request did not ask for`);
  const decoded = await decode(body, codingsIn(headers, 'content-encoding'), limits.bodyBytes);
  if ('problem' in decoded) return broken(`${status} with ${decoded.problem}`);
  return { response: { status, statusText, headers, body: decoded.body } };
}

function broken(message: string): Received {
  return { failure: { kind: 'broken', message } };
}

/** The codings that were applied to a body, in their order. */
function codingsIn(headers: readonly (readonly [string, string])[], header: string): string[] {
  return headers
    .filter(([name]) => name.toLowerCase() === header)
    .flatMap(([, value]) => value.split(',').map((name) => name.trim().toLowerCase()))
    .filter((name) => name !== '' && name !== 'identity');
}

/** Alternating names and values, as pairs. */
export function pairs(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] ?? '', raw[2 * index + 1] ?? '']);
}

function lateness({ head, bytes }: { head: boolean; bytes: number }, { timeout }: Limits): string {
  const within = `within ${timeout / 1000} s`;
  if (!head) return `no answer ${within}`;
  return `no end of the answer ${within}: its head came, and ${bytesText(bytes)} of its body`;
}
