/** Types that every part of the reference target shares. */

/** A server without its socket: one request in, one response out. */
export type Handler = (request: Request) => Promise<Response>;

/** Where the reference target takes the time from. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

/** What a person logs in with. */
export interface Account {
  identity: string;
  password: string;
}

/** A running server in memory, and the settings under which the harness tests it (all but `TARGET_URL`). */
export interface ReferenceTarget {
  handler: Handler;
  settings: Record<string, string>;
}

/** What a rule decides to send; `send` turns it into a response. */
export interface Answer {
  status: number;
  /** A JSON value. Left out, the answer has no body unless `text` is given. */
  body?: unknown;
  /** A body that is not JSON; its `content-type` stands in `headers`. */
  text?: string;
  /** Header names in lower case. */
  headers?: Record<string, string>;
}

/** An API that has a reference target. */
export type Api = 'ar' | 'flame' | 'uprogress' | 'goact' | 'dood';
