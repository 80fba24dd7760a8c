/**
 * Requests and responses without streams. Node's own make a stream, an abort signal and finalizers each time, which is
 * dear for half a million of them in memory. These have what a handler of the reference target uses, and no more.
 */

const utf8 = new TextDecoder();

/** The body of either: bytes that can be read once. */
class LightMessage {
  readonly headers: Headers;
  readonly #bytes: Uint8Array | undefined;
  #used = false;

  constructor(headers: RequestInit['headers'], body: string | Uint8Array | null | undefined) {
    this.headers = new Headers(headers);
    if (body === null || body === undefined) return;
    this.#bytes = typeof body === 'string' ? Buffer.from(body) : body;
    if (typeof body === 'string' && !this.headers.has('content-type'))
      this.headers.set('content-type', 'text/plain;charset=UTF-8');
  }

  get bodyUsed(): boolean {
    return this.#used;
  }

  text(): Promise<string> {
    return this.#read((bytes) => utf8.decode(bytes));
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return this.#read((bytes) => Uint8Array.from(bytes).buffer);
  }

  #read<T>(as: (bytes: Uint8Array) => T): Promise<T> {
    if (this.#used) return Promise.reject(new TypeError('the body has been read'));
    this.#used = this.#bytes !== undefined;
    return Promise.resolve(as(this.#bytes ?? new Uint8Array()));
  }
}

/** The part of a request that a handler sees. */
export class LightRequest extends LightMessage {
  readonly url: string;
  readonly method: string;

  constructor(
    url: string,
    { method = 'GET', headers, body }: RequestInit & { readonly body?: string | Uint8Array } = {},
  ) {
    super(headers, body);
    this.url = new URL(url).href;
    this.method = method;
  }
}

/** The part of a response that the caller of a handler sees. */
export class LightResponse extends LightMessage {
  readonly status: number;

  constructor(body?: string | null, { status = 200, headers }: ResponseInit = {}) {
    super(headers, body);
    if (status < 200 || status > 599) throw new RangeError(`a response cannot have the status ${status}`);
    this.status = status;
  }
}

/** Makes them the `Request` and `Response` of this process, which must not speak HTTP then. */
export function useLightFetch(): void {
  Object.assign(globalThis, { Request: LightRequest, Response: LightResponse });
}
