/** Faults that servers of every API can have, and what of an API decides which requirements they break. */
import type { AccountRules, MessageRules } from '../shared-rules.ts';
import type { Answer, Clock } from '../types.ts';
import type { More } from './fault.ts';

/** What of an API decides which requirements a shared fault breaks. */
export interface Shape {
  /** The name of the parameter that says who logs in. */
  readonly identity: string;
  /** Whether bodies are JSON; otherwise they are forms. */
  readonly json: boolean;
  /** Whether bodies are taken as a form and as JSON. */
  readonly both?: true;
  /** Whether users can register. */
  readonly registers: boolean;
  /** Whether a password is looked at although it is blank. */
  readonly comparesBlank?: boolean;
}

export type SharedRules = Partial<MessageRules & AccountRules>;

/** A fault before it has its API: the requirements that do not exist there are left out when it is tried. */
export type Shared = readonly [
  id: string,
  sentence: string,
  breaks: readonly string[],
  rules: SharedRules | ((clock: Clock) => SharedRules),
  more?: More,
];

/** The operations of an API, with what their requests promise whatever they are about. */
export function serverFaults(
  all: readonly string[],
  operations: readonly string[],
  refusing: readonly string[] = operations,
): Shared[] {
  const refused = [
    ...refusing.map((each) => `${each}/refusal-media-type`),
    ...(refusing.includes('login') ? ['login/unknown-user-media-type', 'register/duplicate-media-type'] : []),
  ];
  const broken: Answer = { status: 500, body: { error: 'out of order' } };
  return [
    [
      'every-third',
      'fails with 500 at every third request',
      all,
      () => {
        let count = 0;
        return { present: (answer) => (++count % 3 === 0 ? broken : answer) };
      },
      { partly: true, refuses: operations },
    ],
    [
      'cold-start',
      'fails with 503 at the first request after 5 seconds of silence',
      all,
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
      { partly: true, refuses: operations },
    ],
    [
      'out-of-order',
      'fails with 500 at every request',
      all,
      { present: () => broken },
      { partly: true, refuses: operations },
    ],
    [
      'down-for-maintenance',
      'answers everything with a page and 200',
      all,
      { present: () => ({ status: 200, text: '<h1>Back soon</h1>', headers: { 'content-type': 'text/html' } }) },
      { partly: true, refuses: operations },
    ],
    ['refusals-as-text', 'labels the JSON of refusals as text', refused, { errorType: 'text/plain' }],
    ['refusals-unlabelled', 'labels an HTML page of refusal as JSON', refused, { present: pageLabelledJson }],
    [
      'refusals-with-trace',
      'shows where in its code it refuses',
      operations.map((each) => `${each}/no-insides`),
      { present: (answer) => (isRefusal(answer) ? withTrace(answer) : answer) },
    ],
    [
      'no-challenge',
      'names no authentication scheme with a 401',
      refusing.map((each) => `${each}/challenge`),
      { challenge: '' },
    ],
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
