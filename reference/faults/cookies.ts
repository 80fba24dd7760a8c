/** Faults of servers that set a cookie at the login, which no document has. */
import type { Answer } from '../types.ts';
import { isRefusal, type Shared } from './shared.ts';

/** The answer to a login that sets the token as a cookie. */
export function withCookie(answer: Answer, token: string): Answer {
  return { ...answer, headers: { ...answer.headers, 'set-cookie': `session=${token}; HttpOnly` } };
}

/** The token in the cookie of a request. */
export function cookieOf(request: Request): string | undefined {
  return /session=([^;]+)/.exec(request.headers.get('cookie') ?? '')?.[1];
}

/** Fails on what it set itself. */
export function cookieCrash(operation: string): Shared {
  return [
    'cookie-crashes',
    'sets a cookie at the login and fails with 500 on a request that has it',
    `${operation}/cookies-instead-survived`,
    {
      present: (answer, request) => {
        if (cookieOf(request) !== undefined) return { status: 500, body: { error: 'out of order' } };
        const token = /"([\w.-]{16,})"(?!:)/.exec(JSON.stringify(answer.body ?? ''))?.[1];
        return isRefusal(answer) || token === undefined ? answer : withCookie(answer, token);
      },
    },
  ];
}
