/** Faults of servers that tell of others, or let in who asks otherwise than documented. */
import { mediaTypeOf, parseJson } from '../read.ts';
import { of } from './fault.ts';
import { isRefusal, withoutHeader, type Shared } from './shared.ts';

/** What of an API decides what these faults break. */
export interface Paths {
  /** The path of the login, and that of the registration. */
  readonly issuers: readonly RegExp[];
  /** The operations that they are. */
  readonly operations: readonly string[];
}

/** Answers that tell of others, and what is said of methods. */
export function indiscreetFaults({ issuers, operations }: Paths): Shared[] {
  const [login] = issuers;
  const issues = (request: Request, paths = issuers): boolean =>
    paths.some((each) => each.test(new URL(request.url).pathname));
  const faults: Shared[] = [
    [
      'login-shows-others',
      'shows the logins before it in the answer to a login',
      of('login', 'nothing-of-others'),
      () => {
        const earlier: unknown[] = [];
        return {
          present: (answer, request) => {
            if (isRefusal(answer) || login === undefined || !issues(request, [login])) return answer;
            const { body } = answer;
            const shown = { ...answer, body: { ...(body as object), earlier: [...earlier] } };
            earlier.push(body);
            return shown;
          },
        };
      },
    ],
    [
      'register-shows-others',
      'shows the logins before it in the answer to a registration',
      of('register', 'nothing-of-others'),
      () => {
        const earlier: unknown[] = [];
        return {
          present: (answer, request) => {
            if (isRefusal(answer) || login === undefined) return answer;
            if (issues(request, [login])) earlier.push(answer.body);
            if (!issues(request, issuers.slice(1))) return answer;
            return { ...answer, body: { ...(answer.body as object), earlier: [...earlier] } };
          },
        };
      },
    ],
    [
      'sessions-listed',
      'lists all logins to who asks with GET',
      operations.map((each) => `${each}/nothing-for-strangers`),
      () => {
        const earlier: unknown[] = [];
        return {
          present: (answer, request) => {
            const { pathname, search } = new URL(request.url);
            const plain = search === '' && !request.headers.has('authorization');
            if (request.method === 'GET' && plain && issuers.some((each) => each.test(pathname)))
              return { status: 200, body: { sessions: earlier } };
            if (issues(request)) earlier.push(answer.body);
            return answer;
          },
        };
      },
    ],
    [
      'method-unexplained',
      'refuses a method, and does not say which it has',
      of('login', 'allow'),
      { present: (answer) => withoutHeader(answer, 'allow') },
    ],
    [
      'accept-json-only',
      'refuses who accepts anything with 406',
      ['login', 'register', 'token-info'].map((each) => `${each}/accepting-anything`),
      {
        present: (answer, request) =>
          request.headers.get('accept') === '*/*' ? { status: 406, body: { error: 'not acceptable' } } : answer,
      },
    ],
  ];
  return faults.filter(([id]) => id !== 'register-shows-others' || operations.includes('register'));
}

/** A login that takes what stands in its URL for its body, as `written` makes it. */
export function readsQuery(written: (members: Record<string, string>) => unknown): Shared {
  return [
    'login-from-query',
    'takes what stands in the query for the body where that is empty',
    of('login', 'password-elsewhere'),
    () => {
      let members: Record<string, string> = {};
      return {
        mediaTypeOf: (request) => {
          members = Object.fromEntries(new URL(request.url).searchParams);
          return members['password'] === undefined ? mediaTypeOf(request) : 'application/json';
        },
        parseBody: (text) => (text === '' && members['password'] !== undefined ? written(members) : parseJson(text)),
      };
    },
  ];
}
