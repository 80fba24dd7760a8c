/**
 * Passes a response through the proxy. Headers about the target's connection, framing and coding do not apply
 * between proxy and client, so they are sent under a marked name. The mark is a random ticket
 * for each request, so that no target can set it.
 */
import type { ServerResponse } from 'node:http';
import type { Received } from './bounded-request.ts';
import type { HttpFailure, HttpResult } from './http.ts';

/** A response for a client; Playwright's `APIResponse` is one. */
interface PassedResponse {
  status(): number;
  headersArray(): readonly { readonly name: string; readonly value: string }[];
  body(): Promise<Uint8Array>;
}

const ofOneConnection = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Maximum bytes of headers for a client: Node's default of 16 KiB without a status line. */
const largestHead = 15.5 * 1024;

/** Writes a response for the client, or the reason for its absence. */
export function passOn(received: Received, ticket: string, to: ServerResponse): void {
  to.sendDate = false;
  if ('failure' in received) {
    const reason = Buffer.from(JSON.stringify(received.failure)).toString('base64url');
    to.writeHead(502, [`${ticket}-failure`, reason]).end();
    return;
  }
  const { status, statusText, headers, body } = received.response;
  const marked = headers.flatMap(([name, value]) => [
    ofOneConnection.has(name.toLowerCase()) ? `${ticket}-${name}` : name,
    value,
  ]);
  if (marked.reduce((sum, each) => sum + each.length + 2, 0) > largestHead) {
    const message = 'a head of more than 15 KiB';
    passOn({ failure: { kind: 'broken', message } }, ticket, to);
    return;
  }
  const isBodiless = to.req.method === 'HEAD' || status === 204 || status === 304;
  const length = isBodiless ? [] : ['Content-Length', String(body.length)];
  to.writeHead(status, statusText.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?'), [...length, ...marked]);
  to.end(isBodiless ? undefined : body);
}

/** Reads a passed response. */
export async function readPassed(passed: PassedResponse, ticket: string): Promise<HttpResult> {
  const mark = `${ticket}-`;
  const headers: [string, string][] = [];
  for (const { name, value } of passed.headersArray()) {
    if (name === `${mark}failure`)
      return { failure: JSON.parse(Buffer.from(value, 'base64url').toString()) as HttpFailure };
    if (name.startsWith(mark)) headers.push([name.slice(mark.length), value]);
    else if (!ofOneConnection.has(name.toLowerCase())) headers.push([name, value]);
  }
  return { response: { status: passed.status(), headers, body: await passed.body() } };
}
