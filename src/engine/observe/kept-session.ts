/** The part of a session that a client keeps from one response to the next: cookies, and values beside the token. */
import { placeOf } from '../../contract/members.ts';
import type { Role, SecurityScheme } from '../../contract/model.ts';
import { decoded } from '../../core/percent.ts';
import { SessionCookies } from './cookies.ts';
import type { Observation } from './observation.ts';

/** The values of a session that later requests carry, beside its token. */
const keptRoles = ['refresh-token', 'csrf-token', 'user-id', 'session-id'] as const satisfies readonly Role[];

/** A value that a client keeps of a session. */
export type KeptRole = (typeof keptRoles)[number];

/** The state of one session on the client's side. */
class KeptSession {
  readonly cookies: SessionCookies;
  readonly #values = new Map<KeptRole, string>();
  /** The cookie that has the CSRF token. */
  #csrfCookie: string | undefined;

  /** @param before the session within which this one began */
  constructor(issuing: Observation, before?: KeptSession) {
    const { headers, url } = issuing.request;
    this.cookies = new SessionCookies(headers['Cookie'] ?? '', url);
    if (before !== undefined) {
      this.#csrfCookie = before.#csrfCookie;
      for (const [role, value] of before.#values) this.#values.set(role, value);
      for (const [name, value] of before.cookies.for(url)) this.cookies.carry(`${name}=${value}`, url);
    }
    this.take(issuing);
  }

  /** Keeps what a response of the session brings. */
  take(made: Observation): void {
    this.cookies.take(made);
    for (const role of keptRoles) {
      const place = made.success === undefined ? undefined : placeOf(made.success, role);
      if (role === 'csrf-token' && place !== undefined && 'in' in place && place.in === 'cookie')
        this.#csrfCookie = place.name;
      const value = made.valueOf(role);
      if (value !== undefined) this.#values.set(role, value);
    }
  }

  /** Whether a request carries the cookies of its schemes as the session has them; false without such a scheme. */
  carriedBy({ request }: Observation, schemes: readonly SecurityScheme[]): boolean {
    const pairs = (request.headers['Cookie'] ?? '').split('; ');
    const names = schemes.filter((each) => each.in === 'cookie').map(({ parameter }) => parameter);
    const isIntact = (name: string): boolean => {
      const sent = pairs.filter((pair) => pair.startsWith(`${name}=`));
      return sent.length === 1 && sent[0] === `${name}=${this.cookies.value(name, request.url) ?? ''}`;
    };
    return names.length > 0 && names.every(isIntact);
  }

  /** The value of a role for a request to a URL; that of a cookie as a script reads it. */
  value(role: KeptRole, url: string): string | undefined {
    const cookie = role === 'csrf-token' && this.#csrfCookie !== undefined ? this.#csrfCookie : undefined;
    if (cookie === undefined) return this.#values.get(role);
    const value = this.cookies.value(cookie, url);
    return value === undefined ? undefined : decoded(value);
  }
}

const kept = new WeakMap<Observation, KeptSession>();

/** The session that a response began. @param before the session within which it began */
export function keptSession(issuing: Observation, before?: KeptSession): KeptSession {
  const known = kept.get(issuing) ?? new KeptSession(issuing, before);
  kept.set(issuing, known);
  return known;
}
