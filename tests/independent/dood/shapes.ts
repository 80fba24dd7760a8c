/** Types and functions that the parts of this server share. */

export interface Started {
  url: string;
  settings: Record<string, string>;
  close(): Promise<void>;
}

export type Operation = 'start' | 'login' | 'logout' | 'register';

interface Account {
  email: string;
  password: string;
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

export const BASE = '/mobile/rest';
export const HTML = 'text/html; charset=utf-8';
export const SYSTEMS = ['android', 'ios', 'symbian'];
export const CODE = {
  OK: 0x00,
  SESSION_EXPIRED: 0x11,
  NEED_LOGIN: 0x13,
  WRONG_LOGIN: 0x20,
  WRONG_PASS: 0x21,
  LOGIN_EXISTS: 0x22,
  WRONG_EMAIL: 0x23,
  PASS_TOO_SIMPLE: 0x24,
  /** Our own: a parameter for which the document has no code. */
  BAD_PARAMETER: 0x40,
};
export const SEEDS: readonly [Account, Account] = [
  { email: 'zofia.krol@poczta.example', password: 'Zielony-Kot+7&las' },
  { email: 'j.nowak@firma.example', password: 'Dobra.Kawa%9~żółw' },
];
