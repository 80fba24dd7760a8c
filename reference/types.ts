/** Types that all parts of the reference target share. */

/** A server without its socket: one request in, one response out. */
export type Handler = (request: Request) => Promise<Response>;

/** The clock of the reference target. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

/** Identity and password of an account. */
export interface Account {
  identity: string;
  password: string;
}

/** A running server in memory, and the settings under which the harness tests it (all but `TARGET_URL`). */
export interface ReferenceTarget {
  handler: Handler;
  settings: Record<string, string>;
}

/** The response that a rule decides on; `send` makes it a `Response`. */
export interface Answer {
  status: number;
  /** A JSON value. Without it the response has no body, unless `text` is given. */
  body?: unknown;
  /** A body that is not JSON; its `content-type` is in `headers`. */
  text?: string;
  /** Header names in lower case. */
  headers?: Record<string, string>;
}
