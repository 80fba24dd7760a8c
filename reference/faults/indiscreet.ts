/** Faults of servers that tell of others, or let in who asks otherwise than documented. */
import { mediaTypeOf, parseJson } from '../read.ts';
import type { Answer } from '../types.ts';
import { isRefusal, withoutHeader, type Shared, type SharedRules } from './shared.ts';

/** The requests of an API that have an answer to tell something in: method and end of the path, by operation. */
type Requests = Readonly<Record<string, readonly [method: string, path: RegExp]>>;

/** The values that a server remembers and must not tell. */
interface Memory {
  readonly tokens: Set<string>;
  readonly identities: Set<string>;
}

/** Answers that tell of others, and what is said of methods. */
export function indiscreetFaults(requests: Requests): Shared[] {
  const pathOf = (request: Request): string => new URL(request.url).pathname;
  const isOf = (operation: string, request: Request): boolean => {
    const [method, path] = requests[operation] ?? [];
    return request.method === method && path?.test(pathOf(request)) === true;
  };
  const remembering = (told: (memory: Memory, answer: Answer, request: Request) => Answer) => () => {
    const memory: Memory = { tokens: new Set(), identities: new Set() };
    const rules: SharedRules = {
      identityMatches: (stored, given) => {
        memory.identities.add(stored);
        return stored === given;
      },
      present: (answer, request) => {
        const shown = told(memory, answer, request);
        if (!isRefusal(answer) && (isOf('login', request) || isOf('register', request)))
          for (const [, token = ''] of issuedBy(answer).matchAll(/["=]([\w.-]{16,})[";](?!:)/g))
            memory.tokens.add(token);
        return shown;
      },
    };
    return rules;
  };
  const inAnswerTo = (operation: string, slug: string, what: string, part: keyof Memory): Shared => [
    `${operation}-shows-${part}`,
    `shows ${what} in the answer to a ${operation}`,
    `${operation}/${slug}`,
    remembering((memory, answer, request) =>
      isRefusal(answer) || !isOf(operation, request)
        ? answer
        : {
            status: 200,
            headers: answer.headers ?? {},
            body: { ...(answer.body as object), others: [...memory[part]] },
          },
    ),
  ];
  const issuers = ['login', 'register'].filter((each) => requests[each] !== undefined);
  return [
    ...['login', 'register', 'logout']
      .filter((each) => requests[each] !== undefined)
      .flatMap((each) => [
        inAnswerTo(each, 'nothing-of-others', 'the tokens of all sessions', 'tokens'),
        inAnswerTo(each, 'names-no-others', 'the users that it has met', 'identities'),
      ]),
    [
      'sessions-listed',
      'lists all sessions to who asks with GET',
      'login/nothing-for-strangers',
      remembering(({ tokens }, answer, request) => {
        const plain = new URL(request.url).search === '' && !request.headers.has('authorization');
        const isIssuer = issuers.some((each) => requests[each]?.[1].test(pathOf(request)) === true);
        return request.method === 'GET' && plain && isIssuer
          ? { status: 200, body: { sessions: [...tokens] } }
          : answer;
      }),
    ],
    [
      'method-unexplained',
      'refuses a method, and does not say which it has',
      'login/allow',
      { present: (answer) => withoutHeader(answer, 'allow') },
    ],
    [
      'accept-json-only',
      'refuses who accepts anything with 406',
      'login/accepting-anything',
      {
        present: (answer, request) =>
          request.headers.get('accept') === '*/*' ? { status: 406, body: { error: 'not acceptable' } } : answer,
      },
    ],
  ];
}

/** The body of an answer, and its cookie. */
function issuedBy({ body, headers }: Answer): string {
  return `${JSON.stringify(body)}\n${headers?.['set-cookie'] ?? ''}`;
}

/** A login that takes what stands in its URL for its body, as `written` makes it. */
export function readsQuery(written: (members: Record<string, string>) => unknown): Shared {
  return [
    'login-from-query',
    'takes what stands in the query for the body where that is empty',
    'login/password-elsewhere',
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
