/** A behaviour of a hostile target, and the verdict that it must get. */
import { head } from '../raw-server.ts';
import type { Act, Hit } from '../raw-server.ts';

/** The verdict of a login with true credentials that is answered so. */
type Fate =
  | 'passed'
  /** A mismatch whose text matches. */
  | RegExp;

export interface Behaviour {
  readonly name: string;
  readonly act: Act;
  /** The fate of a true login. */
  readonly login: Fate;
  /** The verdict on "rejects a wrong password" when the false login is answered so, beside an accepted true one. */
  readonly refusal: 'passed' | 'failed' | 'blocked';
}

/** A behaviour that is no answer at all, to any request. */
export function silent(name: string, login: RegExp, act: Act): Behaviour {
  return { name, act, login, refusal: 'failed' };
}

/** An answer of a status and a body of its own. */
export function answering(
  name: string,
  login: Fate,
  refusal: Behaviour['refusal'],
  make: (hit: Hit) => { status?: string; headers?: readonly (readonly [string, string])[]; body?: Buffer | string },
): Behaviour {
  return {
    name,
    login,
    refusal,
    act: (hit) => {
      const { status = '200 OK', headers = [], body = hit.body } = make(hit);
      const bytes = Buffer.from(body);
      const given = new Set(headers.map(([key]) => key.toLowerCase()));
      const usual = [
        ['Content-Type', 'application/json'],
        ['Content-Length', String(bytes.length)],
      ] as const;
      hit.socket.write(
        Buffer.concat([
          Buffer.from(
            head(`HTTP/1.1 ${status}`, [...headers, ...usual.filter(([key]) => !given.has(key.toLowerCase()))]),
            'latin1',
          ),
          bytes,
        ]),
      );
    },
  };
}

/** Exactly these bytes; then the connection is left open or ended. */
export function bytes(text: string | ((hit: Hit) => string | Buffer), then: 'end' | 'open' | 'reset' = 'end'): Act {
  return (hit) => {
    const made = typeof text === 'string' ? text : text(hit);
    const data = typeof made === 'string' ? Buffer.from(made, 'latin1') : made;
    hit.socket.write(data, () => {
      if (then === 'end') hit.socket.end();
      if (then === 'reset') hit.socket.resetAndDestroy();
    });
  };
}
