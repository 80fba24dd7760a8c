/** Requests and responses as they travel, and what a transport is. */

/** A request; query and headers are pairs, so that duplicates and their order stay. */
export interface HttpRequest {
  readonly method: string;
  /** Absolute, without query. */
  readonly url: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /**
   * One that no other request uses; one on which every earlier request was refused, so that the target cannot remember
   * somebody for it; or the one of a name. Any that is kept when left out.
   */
  readonly connection?: 'own' | 'for-refusals' | { readonly name: string };
  /** How the body becomes bytes; UTF-8 when left out. */
  readonly encoding?: 'latin1';
}

export interface HttpResponse {
  readonly status: number;
  /** As sent, duplicates included. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
}

/** What came instead of a response. */
export interface HttpFailure {
  /** `connection-lost`: a kept connection was closed under the request, and the target may have acted on it or not. */
  readonly kind: 'unreachable' | 'timed-out' | 'broken' | 'connection-lost';
  /** For people; holds nothing of the request. */
  readonly message: string;
}

export type HttpResult = { readonly response: HttpResponse } | { readonly failure: HttpFailure };

/** Sends one request and follows nothing. Never throws for what the target does. */
export interface Transport {
  send(request: HttpRequest): Promise<HttpResult>;
  /** Closes the connection of a name, where there are connections. */
  release?(name: string): void;
  close(): Promise<void>;
}

/** The URL of a request with its query, as `application/x-www-form-urlencoded` writes it. */
export function urlOf(request: Pick<HttpRequest, 'url' | 'query'>): string {
  const query = new URLSearchParams(request.query.map(([name, value]): [string, string] => [name, value])).toString();
  return query === '' ? request.url : `${request.url}?${query}`;
}
