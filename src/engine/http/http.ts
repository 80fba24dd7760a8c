/** Requests, responses and transports. */

/** A request; query and headers are pairs, which keep duplicates and order. */
export interface HttpRequest {
  readonly method: string;
  /** Absolute, without query. */
  readonly url: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /**
   * A connection of its own; one on which every earlier request was rejected, so that the target cannot remember
   * a user for it; or a named one. By default any kept one.
   */
  readonly connection?: 'own' | 'for-refusals' | { readonly name: string };
  /** The encoding of the body; UTF-8 by default. */
  readonly encoding?: 'latin1';
}

export interface HttpResponse {
  readonly status: number;
  /** As sent, duplicates included. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
}

/** A failure instead of a response. */
export interface HttpFailure {
  /** `connection-lost`: a kept connection was closed during the request, which the target may have processed. */
  readonly kind: 'unreachable' | 'timed-out' | 'broken' | 'connection-lost';
  /** A message for people, without parts of the request. */
  readonly message: string;
}

export type HttpResult = { readonly response: HttpResponse } | { readonly failure: HttpFailure };

/** Sends one request without following redirects. Does not throw for behavior of the target. */
export interface Transport {
  send(request: HttpRequest): Promise<HttpResult>;
  /** Closes a named connection, if the transport has connections. */
  release?(name: string): void;
  close(): Promise<void>;
}

/** The URL of a request with its query in `application/x-www-form-urlencoded`. */
export function urlOf(request: Pick<HttpRequest, 'url' | 'query'>): string {
  const query = new URLSearchParams(request.query.map(([name, value]): [string, string] => [name, value])).toString();
  return query === '' ? request.url : `${request.url}?${query}`;
}

/** The change of a response on its way. */
export type Alter = (request: HttpRequest, response: HttpResponse) => HttpResponse;

/** A transport whose responses are altered. */
export function altered(transport: Transport, alter: Alter): Transport {
  return {
    send: async (request) => {
      const result = await transport.send(request);
      return 'response' in result ? { ...result, response: alter(request, result.response) } : result;
    },
    ...(transport.release === undefined ? {} : { release: (name: string) => transport.release?.(name) }),
    close: () => transport.close(),
  };
}
