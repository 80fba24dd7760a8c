/** The transport of the suites: Playwright's APIRequestContext, behind a proxy with limits. */
import { defined } from '../../core/defined.ts';
import { createRequire } from 'node:module';
import type { APIRequestContext, APIResponse } from 'playwright';
import { UserError } from '../../core/user-error.ts';
import type { BoundedProxy, Ticket } from './bounded-proxy.ts';
import { startBoundedProxy, ticketHeader } from './bounded-proxy.ts';
import type { HttpRequest, HttpResult, Transport } from './http.ts';
import { bodyBytes, destinationAt, locationOf } from './node-transport.ts';
import type { TransportOptions } from './node-transport.ts';
import { readPassed } from './passing-on.ts';
import type { Limits } from './limits.ts';

// An import would scan all of its files for names, which takes half a second in each process.
const { request: playwright } = createRequire(import.meta.url)('playwright') as typeof import('playwright');

/**
 * Sends requests with Playwright, whose `APIResponse` is judged.
 * @param target a URL of the target; requests to another origin are errors
 * @returns a transport that sends no cookies of earlier responses, follows no redirects, and repeats only safe requests
 */
export function playwrightTransport(target: string, options: TransportOptions = {}): Transport {
  const to = destinationAt(target, options);
  const contexts = new Contexts();
  let proxy: Promise<BoundedProxy> | undefined;
  return {
    send: async (request) => {
      const { pathname, search } = locationOf(request, to.origin);
      proxy ??= startBoundedProxy(to);
      const passage = await proxy;
      const ticket = passage.admit(request.connection);
      const url = passage.url + pathname + search;
      return contexts.use((context) => send(context, { url, timeout: longestPassage(to.limits) }, request, ticket));
    },
    release: (name) => to.connections.release(name),
    close: async () => {
      await contexts.close();
      await (await proxy)?.close();
      proxy = undefined;
    },
  };
}

/** Milliseconds after which a request is lost on its way to the proxy, as on a machine without file handles. */
function longestPassage({ timeout }: Limits): number {
  // The proxy sends a request twice at most, each time within the time limit.
  return 2 * timeout + 5000;
}

async function send(
  context: APIRequestContext,
  { url, timeout }: { readonly url: string; readonly timeout: number },
  request: HttpRequest,
  ticket: Ticket,
): Promise<HttpResult> {
  const data = bodyBytes(request);
  const hasCookie = Object.keys(request.headers).some((name) => name.toLowerCase() === 'cookie');
  let response: APIResponse;
  try {
    response = await context.fetch(url, {
      method: request.method,
      headers: { ...request.headers, ...(hasCookie ? {} : { Cookie: ticket.id }), [ticketHeader]: ticket.id },
      maxRedirects: 0,
      maxRetries: 0,
      // The proxy enforces the time limit of the target.
      timeout,
      ...defined({ data }),
    });
  } catch (error) {
    if (ticket.end()) return { failure: { kind: 'broken', message: explain(error) } };
    throw new UserError(`A request did not leave this machine, which may be out of files or memory: ${explain(error)}`);
  }
  ticket.end();
  return readPassed(response, ticket.id);
}

/** Maximum bytes of bodies in a context; disposing of each body takes a tenth of a request longer. */
const mostHeld = 4 * 1024 * 1024;
/** Bytes of a response without its body, with its log. */
const responseOverhead = 4096;

/** The current context. A new one replaces it if it has many bytes, or a cookie in its jar. */
class Contexts {
  #current: { readonly context: Promise<APIRequestContext>; users: number; bytes: number } | undefined;

  async use(exchange: (context: APIRequestContext) => Promise<HttpResult>): Promise<HttpResult> {
    const held = (this.#current ??= { context: playwright.newContext({ maxRedirects: 0 }), users: 0, bytes: 0 });
    held.users += 1;
    try {
      const result = await exchange(await held.context);
      held.bytes += weightOf(result);
      if (this.#current === held && held.bytes > mostHeld) this.#current = undefined;
      return result;
    } finally {
      held.users -= 1;
      if (this.#current !== held && held.users === 0) await (await held.context).dispose();
    }
  }

  async close(): Promise<void> {
    const held = this.#current;
    this.#current = undefined;
    // The last user closes it.
    if (held?.users === 0) await (await held.context).dispose();
  }
}

/** The bytes of a result in a context. */
function weightOf(result: HttpResult): number {
  if ('failure' in result) return 0;
  const { headers, body } = result.response;
  return headers.some(([name]) => name.toLowerCase() === 'set-cookie') ? Infinity : body.length + responseOverhead;
}

/** Playwright's message without its call log, which contains the request's headers. */
function explain(error: unknown): string {
  const first = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  return first.replace(/^apiRequestContext\.\w+: /, '').replace(/https?:\/\/\S+/g, 'the target');
}
