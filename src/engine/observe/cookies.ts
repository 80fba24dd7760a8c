/** Cookies of a response, and those that a client keeps of a session (RFC 6265bis). */
import { Cookie, CookieJar, pathMatch } from 'tough-cookie';
import type { Exchange } from '../http/exchange.ts';

type Answered = Pick<Exchange, 'request' | 'result'>;

/** The Set-Cookie headers of a response, as they came. */
function linesOf({ result }: Answered): string[] {
  if (!('response' in result)) return [];
  return result.response.headers.filter(([name]) => name.toLowerCase() === 'set-cookie').map(([, value]) => value);
}

/** The last Set-Cookie header of a response that sets a cookie of that name; undefined if none does. */
export function setCookieOf(exchange: Answered, name: string): string | undefined {
  return linesOf(exchange).findLast((line) => Cookie.parse(line)?.key === name);
}

/** Seconds that a cookie lives after the response that sets it; Infinity until the browser is closed, undefined without it. */
export function lifeOfCookie(exchange: Answered, name: string, now: number): number | undefined {
  const cookie = Cookie.parse(setCookieOf(exchange, name) ?? '');
  return cookie === undefined ? undefined : cookie.TTL(now) / 1000;
}

/** Whether browsers send a cookie with a request that another site makes them send (RFC 6265bis section 5.6.7). */
export function goesCrossSite(exchange: Answered, name: string): boolean {
  const policy = Cookie.parse(setCookieOf(exchange, name) ?? '')?.sameSite?.toLowerCase();
  return policy !== 'lax' && policy !== 'strict';
}

/** The value of a cookie that a client has after a response: set by it, or sent with its request and kept. */
export function cookieAfter(exchange: Answered, name: string): string | undefined {
  const line = setCookieOf(exchange, name);
  if (line === undefined) return sentCookie(exchange.request.headers['Cookie'] ?? '', name);
  const cookie = Cookie.parse(line);
  const isCleared = cookie === undefined || cookie.value === '' || cookie.TTL() <= 0;
  return isCleared ? undefined : cookie.value;
}

function sentCookie(header: string, name: string): string | undefined {
  const pair = header.split('; ').find((each) => each.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}

/** The cookies of one session, as a browser keeps them: a jar of their own. */
export class SessionCookies {
  readonly #jar = new CookieJar(undefined, {
    rejectPublicSuffixes: false,
    allowSpecialUseDomain: true,
    // A plain-HTTP target on this machine may set cookies for HTTPS only.
    allowSecureOnLocal: true,
    prefixSecurity: 'silent',
  });
  /** The last value of each cookie, which an attacker may have kept when the client's was cleared. */
  readonly #last = new Map<string, Cookie>();

  /** @param carried the Cookie header of the request that began the session: a client keeps those too */
  constructor(carried: string, url: string) {
    for (const pair of carried.split('; ')) this.carry(pair, url);
  }

  /** Keeps a cookie that a request carries. */
  carry(pair: string, url: string): void {
    this.#jar.setCookieSync(`${pair}; Path=/`, url, { ignoreError: true });
  }

  /** Keeps what a response sets. */
  take(exchange: Answered): void {
    for (const line of linesOf(exchange)) {
      const kept = this.#jar.setCookieSync(line, exchange.request.url, { ignoreError: true });
      if (kept !== undefined && cookieAfter(exchange, kept.key) === kept.value) this.#last.set(kept.key, kept);
    }
  }

  /** The cookies that go with a request to a URL. */
  for(url: string): [name: string, value: string][] {
    return this.#jar.getCookiesSync(url).map(({ key, value }) => [key, value]);
  }

  /** The value of a cookie, also after it was cleared; undefined if a client does not send it to that URL. */
  value(name: string, url: string): string | undefined {
    const live = this.for(url).find(([each]) => each === name)?.[1];
    const last = this.#last.get(name);
    const goesThere = last === undefined || last.path === null || pathMatch(new URL(url).pathname, last.path);
    return live ?? (goesThere ? last?.value : undefined);
  }
}
