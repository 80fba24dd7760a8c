/** The transport of the suites: Playwright's APIRequestContext. */
import { request as playwright } from 'playwright';
import type { APIRequestContext } from 'playwright';
import type { HttpFailure, HttpRequest, HttpResult, Transport } from './http.ts';

/**
 * @param timeout milliseconds for one request
 * @returns a transport that keeps no cookies from one request to the next, follows no redirect and retries nothing
 */
export function playwrightTransport(timeout: number): Transport {
  let context: Promise<APIRequestContext> | undefined;
  const forget = async (): Promise<void> => {
    const old = await context;
    context = undefined;
    await old?.dispose();
  };
  return {
    send: async (request) => {
      context ??= playwright.newContext({ maxRedirects: 0 });
      const result = await send(await context, request, timeout);
      // The context would send a cookie back by itself, and a session in it would hide that credentials are missing.
      if ('failure' in result || result.response.headers.some(([name]) => name.toLowerCase() === 'set-cookie'))
        await forget();
      return result;
    },
    close: forget,
  };
}

async function send(context: APIRequestContext, request: HttpRequest, timeout: number): Promise<HttpResult> {
  try {
    const answer = await unreported(context, () =>
      context.fetch(request.url, {
        method: request.method,
        headers: { ...request.headers },
        maxRedirects: 0,
        maxRetries: 0,
        timeout,
        ...(request.query.length === 0
          ? {}
          : { params: new URLSearchParams(request.query.map(([name, value]): [string, string] => [name, value])) }),
        ...(request.body === undefined ? {} : { data: Buffer.from(request.body, 'utf8') }),
      }),
    );
    const headers = answer.headersArray().map(({ name, value }): [string, string] => [name, value]);
    const response = { status: answer.status(), headers, body: await answer.body() };
    await answer.dispose();
    return { response };
  } catch (error) {
    return { failure: explain(error, timeout) };
  }
}

/**
 * Does something without a step of it in the runner's reports, where it would show the request's body and, in a blob,
 * its URL. The function is Playwright's own way to hide its inner calls; without it the masking reporter takes such
 * steps out.
 */
function unreported<T>(context: APIRequestContext, action: () => Promise<T>): Promise<T> {
  const { _wrapApiCall: wrap } = context as { _wrapApiCall?: (action: () => Promise<T>, how: object) => Promise<T> };
  return wrap === undefined ? action() : wrap.call(context, action, { internal: true });
}

/** Playwright's message without its call log, which holds the request's headers. */
function explain(error: unknown, timeout: number): HttpFailure {
  const first = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  const message = first.replace(/^apiRequestContext\.\w+: /, '').replace(/https?:\/\/\S+/g, 'the target');
  if (/timeout|timed out/i.test(message)) return { kind: 'timed-out', message: `no answer within ${timeout / 1000} s` };
  if (
    /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|certificate|self.signed|SSL|TLS/i.test(
      message,
    )
  )
    return { kind: 'unreachable', message };
  return { kind: 'broken', message };
}
