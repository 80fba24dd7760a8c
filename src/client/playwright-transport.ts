/** The transport of the suites: Playwright's APIRequestContext. */
import { request as playwright } from 'playwright';
import type { HttpFailure, HttpRequest, HttpResult, Transport } from './http.ts';

/**
 * @param timeout milliseconds for one request
 * @returns a transport that keeps no cookies from one request to the next, follows no redirect and retries nothing
 */
export function playwrightTransport(timeout: number): Transport {
  return {
    send: async (request) => send(request, timeout),
    close: () => Promise.resolve(),
  };
}

async function send(request: HttpRequest, timeout: number): Promise<HttpResult> {
  const context = await playwright.newContext({ maxRedirects: 0, timeout });
  try {
    const answer = await context.fetch(request.url, {
      method: request.method,
      headers: { ...request.headers },
      maxRedirects: 0,
      maxRetries: 0,
      timeout,
      ...(request.query.length === 0
        ? {}
        : { params: new URLSearchParams(request.query.map(([name, value]): [string, string] => [name, value])) }),
      ...(request.body === undefined ? {} : { data: Buffer.from(request.body, 'utf8') }),
    });
    const headers = answer.headersArray().map(({ name, value }): [string, string] => [name, value]);
    return { response: { status: answer.status(), headers, body: await answer.body() } };
  } catch (error) {
    return { failure: explain(error, timeout) };
  } finally {
    await context.dispose();
  }
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
