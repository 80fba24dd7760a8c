/** The transport of the suites: Playwright's APIRequestContext, behind a guard that bounds what a target can do. */
import { createRequire } from 'node:module';
import type { APIRequestContext, APIResponse } from 'playwright';
import type { Guard } from './guard.ts';
import { openGuard, ticketHeader } from './guard.ts';
import type { HttpRequest, HttpResult, Transport } from './http.ts';
import type { Limits } from './limits.ts';
import { usualLimits } from './limits.ts';

// To import it would look through all of its files for names: half a second in each process.
const { request: playwright } = createRequire(import.meta.url)('playwright') as typeof import('playwright');

/** Bytes of answers. A context keeps them until it is disposed of: to dispose of each is a twentieth of a run. */
const mostKept = 2 ** 24;
/** Bytes of an answer without its body. */
const leastKept = 2 ** 10;

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
  let underWay = 0;
  let isSpoiled = false;
  let kept = 0;
  const forget = async (): Promise<void> => {
    const old = context;
    context = undefined;
    kept = 0;
    await (await old)?.dispose();
  };
  return {
    send: async (request) => {
      const url = new URL(request.url);
      if (url.origin !== origin.origin) throw new Error(`a request to ${url.origin}, which is not the target`);
      guard ??= openGuard(origin, { limits: { ...usualLimits, ...limits }, insecureTls, keepAlive });
      context ??= playwright.newContext({ maxRedirects: 0 });
      underWay += 1;
      const result = await send(await context, await guard, request).finally(() => (underWay -= 1));
      if ('response' in result) kept += result.response.body.length + leastKept;
      // The context would send a cookie back by itself, and a session in it would hide that credentials are missing.
      isSpoiled ||=
        'failure' in result ||
        kept > mostKept ||
        result.response.headers.some(([name]) => name.toLowerCase() === 'set-cookie');
      if (isSpoiled && underWay === 0) {
        isSpoiled = false;
        await forget();
      }
      return result;
    },
    close: async () => {
      await forget();
      await (await guard)?.close();
      guard = undefined;
    },
  };
}

async function send(context: APIRequestContext, guard: Guard, request: HttpRequest): Promise<HttpResult> {
  const ticket = guard.admit(request.connection);
  const { pathname } = new URL(request.url);
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
    const response = await read(await context.fetch(guard.url + pathname, fetchOptions));
    const failure = ticket.end();
    return failure === undefined ? { response } : { failure };
  } catch (error) {
    const failure = ticket.end();
    return { failure: failure ?? { kind: 'broken', message: explain(error) } };
  }
}

async function read(answer: APIResponse): Promise<Extract<HttpResult, { response: unknown }>['response']> {
  const headers = answer.headersArray().map(({ name, value }): [string, string] => [name, value]);
  return { status: answer.status(), headers, body: await answer.body() };
}

/** Playwright's message without its call log, which holds the request's headers. */
function explain(error: unknown): string {
  const first = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  return first.replace(/^apiRequestContext\.\w+: /, '').replace(/https?:\/\/\S+/g, 'the target');
}
