/** The transport of the suites: Playwright's APIRequestContext, behind a guard that bounds what a target can do. */
import { createRequire } from 'node:module';
import type { APIRequestContext } from 'playwright';
import type { Guard } from './bounded-proxy.ts';
import { openGuard, ticketHeader } from './bounded-proxy.ts';
import type { HttpRequest, HttpResult, Transport } from './http.ts';
import type { Limits } from './limits.ts';
import { usualLimits } from './limits.ts';

// To import it would look through all of its files for names: half a second in each process.
const { request: playwright } = createRequire(import.meta.url)('playwright') as typeof import('playwright');

export interface TransportOptions {
  /** Bounds for each request; those that are not given are the usual ones. */
  readonly limits?: Partial<Limits>;
  /** Whether the target's certificate is not looked at. */
  readonly insecureTls?: boolean;
  /** Whether a connection is used again; true when left out. */
  readonly keepAlive?: boolean;
}

/**
 * @param target a URL of the target; requests to another origin are refused
 * @returns a transport that keeps no cookies from one request to the next, follows no redirect, and sends nothing twice that changes something
 */
export function playwrightTransport(target: string, options: TransportOptions = {}): Transport {
  const { limits, insecureTls = false, keepAlive = true } = options;
  const origin = new URL(new URL(target).origin);
  let context: Promise<APIRequestContext> | undefined;
  let guard: Promise<Guard> | undefined;
  return {
    send: async (request) => {
      const url = new URL(request.url);
      if (url.origin !== origin.origin) throw new Error(`a request to ${url.origin}, which is not the target`);
      guard ??= openGuard(origin, { limits: { ...usualLimits, ...limits }, insecureTls, keepAlive });
      context ??= playwright.newContext({ maxRedirects: 0 });
      return send(await context, await guard, request);
    },
    close: async () => {
      await (await context)?.dispose();
      await (await guard)?.close();
      context = undefined;
      guard = undefined;
    },
  };
}

async function send(context: APIRequestContext, guard: Guard, request: HttpRequest): Promise<HttpResult> {
  const ticket = guard.admit(request.connection);
  const { pathname } = new URL(request.url);
  let passed: number;
  try {
    const fetchOptions = {
      method: request.method,
      headers: { ...request.headers, [ticketHeader]: ticket.id },
      maxRedirects: 0,
      maxRetries: 0,
      // The guard ends each request in time.
      timeout: 0,
      ...(request.query.length === 0
        ? {}
        : { params: new URLSearchParams(request.query.map(([name, value]): [string, string] => [name, value])) }),
      ...(request.body === undefined ? {} : { data: Buffer.from(request.body, request.encoding ?? 'utf8') }),
    };
    passed = (await context.fetch(guard.url + pathname, fetchOptions)).status();
  } catch (error) {
    return (await ticket.end()) ?? { failure: { kind: 'broken', message: explain(error) } };
  }
  const result = await ticket.end();
  if (result === undefined) throw new Error(`a request did not pass the guard: ${passed}`);
  return result;
}

/** Playwright's message without its call log, which holds the request's headers. */
function explain(error: unknown): string {
  const first = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  return first.replace(/^apiRequestContext\.\w+: /, '').replace(/https?:\/\/\S+/g, 'the target');
}
