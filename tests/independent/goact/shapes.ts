/** Types and functions that the parts of this server share. */

export interface Started {
  url: string;
  settings: Record<string, string>;
  close(): Promise<void>;
}

export type Fields = Record<string, unknown>;
export interface Result {
  /** `login`, `register` or `info` for success; `login:<cause>`, `register:<cause>`, `info:<cause>` otherwise. */
  event: string;
  status: number;
  fields?: unknown;
  text?: string;
  type?: string | null;
  location?: string;
  finish?: (text: string) => string;
  cut?: boolean;
}
export interface Person {
  id: number;
  username: string;
  password: string;
}
export interface Grant {
  person: Person;
  expires: number;
  cancelled: boolean;
}
