/** A transport without sockets: it calls a fetch handler, which runs hundreds of faults in seconds. */
import type { HttpRequest, HttpResult, Transport } from './http.ts';
import { urlOf } from './http.ts';

/** Sends requests to a function from `Request` to `Response`. */
export function handlerTransport(handler: (request: Request) => Promise<Response>): Transport {
  return {
    send: async (request: HttpRequest): Promise<HttpResult> => {
      // A `Request` rejects a body with GET, which a real connection would carry.
      const bodiless = request.method === 'GET' || request.method === 'HEAD';
      const answer = await handler(
        new Request(urlOf(request), {
          method: request.method,
          headers: { ...request.headers },
          redirect: 'manual',
          ...(request.body === undefined || bodiless
            ? {}
            : { body: Buffer.from(request.body, request.encoding ?? 'utf8') }),
        }),
      );
      const body = new Uint8Array(await answer.arrayBuffer());
      return { response: { status: answer.status, headers: [...answer.headers], body } };
    },
    close: () => Promise.resolve(),
  };
}
