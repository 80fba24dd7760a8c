/** Types and functions that the parts of this server share. */

export interface Started {
  url: string;
  settings: Record<string, string>;
  close(): Promise<void>;
}

export type Json = Record<string, unknown>;
export type Errors = Record<string, string[]>;

/** `tag` says what happened: `login ok`, `login <cause>`, `current ok`, `current <cause>`, `other`. */
export interface Reply {
  tag: string;
  status: number;
  json?: unknown;
  text?: string;
  type?: string | null;
  headers?: Record<string, string | string[]>;
  cut?: (text: string) => string;
  drop?: boolean;
}

export interface User {
  id: number;
  email: string;
  nick: string;
  password: string;
}
