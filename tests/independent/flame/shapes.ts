/** Types and functions that the parts of this server share. */

export interface Started {
  url: string;
  settings: Record<string, string>;
  close(): Promise<void>;
}

export interface Account {
  id: number;
  name: string;
  email: string;
  password: string;
}

/** The decision of a handler. `what` is `login+` or `logout+` for success and `login-<cause>`, `logout-<cause>` otherwise. */
export interface Answer {
  what: string;
  status: number;
  headers: Record<string, string | string[]>;
  json?: unknown;
  text?: string;
  mediaType?: string | null;
  rewrite?: (text: string) => string;
  hangUp?: boolean;
}

export type Twist = (answer: Answer) => void;
export interface Twisted {
  sentence: string;
  at: string;
  twist: Twist;
}
export type Body = Record<string, unknown>;
