/** Faults that servers of every API can have. */
import type { AccountRules, MessageRules } from '../shared-rules.ts';
import type { Answer } from '../types.ts';
import type { FaultEntry } from './fault.ts';

/** The facts about an API for faults that servers of every API can have. */
export interface Shape {
  /** The name of the parameter that says who logs in. */
  readonly identity: string;
  /** Whether bodies are JSON; otherwise they are forms. */
  readonly json: boolean;
  /** The requirement that a password of `null` puts to the test, where it is not `password-null`. */
  readonly nullPassword?: string;
  /** Whether users can register. */
  readonly registers: boolean;
}

export type SharedRules = Partial<MessageRules & AccountRules>;

/** A fault before it has its API. */
export type Shared = FaultEntry<SharedRules>;

/** The operation that shows the faults of a server, if it is not the login. */
interface Showing {
  /** The operation whose refusals have a form to be looked at. */
  readonly refusing?: string;
  /** The operation whose 401 has a challenge. */
  readonly challenging?: string;
  /** The operation with which each session begins. */
  readonly first?: string;
  /** The requirement that a page in place of a documented body breaks. */
  readonly unlabelled?: string;
}

/** Faults of a server of any API. */
export function serverFaults({ refusing = 'login', challenging = refusing, ...more }: Showing = {}): Shared[] {
  const labelled = `${refusing}/refusal-media-type`;
  const { first = 'login', unlabelled = labelled } = more;
  const broken: Answer = { status: 500, body: { error: 'out of order' } };
  return [
    [
      'every-third',
      'fails with 500 at every third request',
      'login/*',
      () => {
        let count = 0;
        return { present: (answer) => (++count % 3 === 0 ? broken : answer) };
      },
      { varies: true },
    ],
    [
      'cold-start',
      'fails with 503 at the first request after 5 seconds of silence',
      `${first}/success`,
      (clock) => {
        let last = 0;
        return {
          present: (answer) => {
            const cold = clock.now() - last > 5000;
            last = clock.now();
            return cold ? { ...broken, status: 503 } : answer;
          },
        };
      },
    ],
    ['out-of-order', 'fails with 500 at every request', `${first}/success`, { present: () => broken }],
    [
      'down-for-maintenance',
      'answers everything with a page and 200',
      `${first}/success`,
      { present: () => ({ status: 200, text: '<h1>Back soon</h1>', headers: { 'content-type': 'text/html' } }) },
    ],
    ['refusals-as-text', 'labels the JSON of refusals as text', labelled, { errorType: 'text/plain' }],
    ['refusals-unlabelled', 'labels an HTML page of refusal as JSON', unlabelled, { present: pageLabelledJson }],
    [
      'refusals-with-trace',
      'shows where in its code it refuses',
      'login/no-insides',
      { present: (answer) => (isRefusal(answer) ? withTrace(answer) : answer) },
    ],
    ['no-challenge', 'names no authentication scheme with a 401', `${challenging}/challenge`, { challenge: '' }],
  ];
}

/** A body without one of its members. */
export function without(body: unknown, name: string): unknown {
  return Object.fromEntries(Object.entries(body as object).filter(([each]) => each !== name));
}

/** An answer without one of its headers; `name` is in lower case. */
export function withoutHeader(answer: Answer, name: string): Answer {
  const headers = Object.entries(answer.headers ?? {}).filter(([each]) => each !== name);
  return { ...answer, headers: Object.fromEntries(headers) };
}

/** An error page under the media type of JSON. */
function pageLabelledJson(answer: Answer): Answer {
  if (answer.status < 400) return answer;
  const { status, headers } = answer;
  return { status, text: '<h1>Refused</h1>', headers: { ...headers, 'content-type': 'application/json' } };
}

/** By its status, or by a code of failure in its body. */
export function isRefusal({ status, body }: Answer): boolean {
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : 0;
  return status >= 400 || code !== 0;
}

function withTrace(answer: Answer): Answer {
  if (typeof answer.body !== 'object') return answer;
  return { ...answer, body: { ...answer.body, trace: 'at refuse (/srv/app/session.js:12:7)' } };
}
