/** Types and functions that the parts of this server share. */

export interface Started {
  url: string;
  settings: Record<string, string>;
  close(): Promise<void>;
}

export type Operation = 'login' | 'register';
export type Pair = [name: string, value: string];
export type Params = Map<string, unknown>;

export interface Token {
  id: string;
  secret: string;
  email: string;
}

export interface Client {
  id: string;
  secret: string;
  groups: string[];
}

export interface Reply {
  status: number;
  /** An object is sent as JSON, a string as it is. */
  body: unknown;
  type?: string;
  headers?: Record<string, string>;
  /** Send half of the body and hang up. */
  cut?: boolean;
  /** Hang up without an answer. */
  drop?: boolean;
}

export const BASE = '/api/v2';
export const JSON_TYPE = 'application/json; charset=utf-8';
export const HTML_TYPE = 'text/html; charset=utf-8';
export const WINDOW = 300;
export const OPTIONAL = ['last_name', 'weight', 'sport', 'sex', 'birth_date', 'country', 'application'] as const;
export const MANDATORY = ['email', 'password', 'password_confirm', 'first_name'] as const;
export const KNOWN_CLIENTS: readonly [Client, Client] = [
  { id: 'runner-ios-7f3', secret: 'kX9.p/2+Vd&q81mmZt', groups: ['native_apps'] },
  { id: 'partner-widget-02', secret: 'nothing-but-charts-55Qe', groups: [] },
];
export const KNOWN_ACCOUNTS: readonly [[email: string, password: string], [email: string, password: string]] = [
  ['maud.lindqvist@runners.example', 'Quiet-Otter+58&mo'],
  ['teo.okafor@runners.example', 'Lima.Bean%7~91é'],
];
