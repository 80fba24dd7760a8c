/** Faults that servers of every API can have: how passwords, identities and bodies are read, and how the server behaves. */
import type { AccountRules, MessageRules } from '../shared-rules.ts';
import type { Answer, Clock } from '../types.ts';
import { of } from './fault.ts';
import type { More } from './fault.ts';

/** What of an API decides which requirements a shared fault breaks. */
export interface Shape {
  /** The name of the parameter that says who logs in. */
  readonly identity: string;
  /** Whether bodies are JSON; otherwise they are forms. */
  readonly json: boolean;
  /** Whether users can register. */
  readonly registers: boolean;
  /** Whether a password is looked at although it is blank. */
  readonly comparesBlank?: boolean;
}

type SharedRules = Partial<MessageRules & AccountRules>;

/** A fault before it has its API: the requirements that do not exist there are left out when it is tried. */
export type Shared = readonly [
  id: string,
  sentence: string,
  breaks: readonly string[],
  rules: SharedRules | ((clock: Clock) => SharedRules),
  more?: More,
];

const compared = (passwordMatches: AccountRules['passwordMatches']): SharedRules => ({ passwordMatches });
const found = (identityMatches: AccountRules['identityMatches']): SharedRules => ({ identityMatches });

/** The passwords of the lattice that are longer than the right one, which they begin with. */
const longer = [
  'login/password-extended',
  'login/password-before-space',
  'login/password-with-nul',
  'register/wrong-password',
];

/** Ways to compare a password wrongly. */
export function passwordFaults({ comparesBlank, registers }: Shape): Shared[] {
  const wrong = of(
    'login',
    'wrong-password password-of-6 password-cut password-extended password-last-character-changed',
    'password-in-another-case password-after-space password-before-space password-of-another-account',
    'password-is-identity password-sql identity-of-another-account password-beyond-72-bytes',
    'password-very-long password-with-nul same-refusal',
  );
  const blank =
    comparesBlank === true ? of('login', 'without-password blank-password password-array password-object') : [];
  const faults: Shared[] = [
    [
      'password-prefix',
      'accepts a password that the right one begins with',
      ['login/password-cut'],
      compared((stored, given) => given.length > 7 && stored.startsWith(given)),
    ],
    [
      'password-longer',
      'accepts a password that begins with the right one',
      longer,
      compared((stored, given) => stored !== '' && given.startsWith(stored)),
    ],
    [
      'password-any-case',
      'compares passwords without regard to case',
      ['login/password-in-another-case'],
      compared((stored, given) => stored.toLowerCase() === given.toLowerCase()),
    ],
    [
      'password-trimmed',
      'trims the password',
      of('login', 'password-after-space password-before-space'),
      compared((stored, given) => stored === given.trim()),
    ],
    [
      'password-trimmed-before',
      'trims the password at its beginning',
      ['login/password-after-space'],
      compared((stored, given) => stored === given.trimStart()),
    ],
    [
      'password-trimmed-after',
      'trims the password at its end',
      ['login/password-before-space'],
      compared((stored, given) => stored === given.trimEnd()),
    ],
    [
      'password-8-bytes',
      'compares the first 8 bytes of a password',
      [...longer, ...of('login', 'password-cut password-last-character-changed password-beyond-72-bytes')],
      compared((stored, given) => stored.slice(0, 8) === given.slice(0, 8)),
    ],
    [
      'password-72-bytes',
      'compares the first 72 bytes of a password, as bcrypt does',
      ['login/password-beyond-72-bytes'],
      compared((stored, given) => stored.slice(0, 72) === given.slice(0, 72)),
    ],
    [
      'password-to-nul',
      'reads a password up to a NUL character',
      ['login/password-with-nul'],
      compared((stored, given) => stored === given.split('\0')[0]),
    ],
    [
      'password-last-character',
      'does not look at the last character of a password',
      of('login', 'password-last-character-changed'),
      compared((stored, given) => stored.length === given.length && stored.slice(0, -1) === given.slice(0, -1)),
    ],
    [
      'password-any',
      'accepts any password of a known user',
      [...wrong, ...blank, ...of('register', 'wrong-password duplicate-leaves-first')],
      compared(() => true),
      { blocks: ['login/refusal-media-type'] },
    ],
    [
      'password-injected',
      'takes `OR` in a password for a part of its query',
      ['login/password-sql'],
      compared((stored, given) => stored === given || /'\s*or\s/i.test(given)),
    ],
    [
      'password-empty-for-long',
      'accepts any password of more than 5,000 characters',
      ['login/password-very-long'],
      compared((stored, given) => stored === given || given.length > 5000),
    ],
    [
      'password-escaped',
      'escapes a password before it keeps it, not before it compares it',
      ['register/exact-password'],
      compared((stored, given) => stored === given && !/[<>&'"]/.test(given)),
    ],
  ];
  return faults.filter(([id]) => registers || (id !== 'password-72-bytes' && id !== 'password-escaped'));
}

/** Ways to find an account wrongly. */
export function identityFaults({ identity }: Shape): Shared[] {
  return [
    [
      'identity-to-nul',
      `reads \`${identity}\` up to a NUL character`,
      [`login/${identity}-with-nul`],
      found((stored, given) => stored === given.split('\0')[0]),
    ],
    [
      'identity-prefix',
      'finds an account by the beginning of its identity',
      ['login/identity-cut'],
      found((stored, given) => given.length > 7 && stored.startsWith(given)),
    ],
    [
      'identity-longer',
      'finds an account by an identity that begins with its own',
      of('login', `identity-extended ${identity}-with-nul`),
      found((stored, given) => given.startsWith(stored)),
    ],
  ];
}

const loose = 'loose.reading@example.com';
const isLoose = (text: string): boolean => text === loose;

/** What a type of value is called in the names of requirements. */
const kinds: readonly (readonly [kind: string, is: (value: unknown) => boolean])[] = [
  ['number', (value) => typeof value === 'number'],
  ['boolean', (value) => typeof value === 'boolean'],
  ['null', (value) => value === null],
  ['array', (value) => Array.isArray(value)],
  ['object', (value) => typeof value === 'object' && value !== null && !Array.isArray(value)],
];

/** Ways to read values of JSON wrongly. */
export function typeFaults({ identity, json }: Shape, textOf: MessageRules['textOf']): Shared[] {
  if (!json) return formFaults(identity);
  return [
    ...kinds.flatMap(([kind, is]): Shared[] => {
      const names = `${identity}-${kind} password-${kind}`;
      const asNull = kind === 'null' ? ` null-${identity} null-password` : '';
      return [
        [
          `loose-${kind}`,
          `takes a value of type ${kind} for whatever it compares it with`,
          of('login', names + asNull),
          {
            textOf: (value) => (is(value) ? loose : textOf(value)),
            passwordMatches: (stored, given) => stored === given || isLoose(given),
            identityMatches: (stored, given) => stored === given || isLoose(given),
          },
        ],
        [
          `crash-${kind}`,
          `fails with 500 on a value of type ${kind}`,
          [...of('login', names + asNull), ...of('register', names)],
          { textOf: (value) => (is(value) ? fail() : textOf(value)) },
        ],
      ];
    }),
    [
      'crash-very-long',
      'fails with 500 on a long text',
      [
        ...of('login', `${identity}-very-long password-very-long`),
        ...of('register', `${identity}-very-long password-very-long`),
      ],
      { textOf: (value) => (typeof value === 'string' && value.length > 5000 ? fail() : textOf(value)) },
    ],
    [
      'crash-nul',
      'fails with 500 on a NUL character',
      [
        ...of('login', `${identity}-with-nul password-with-nul`),
        ...of('register', `${identity}-with-nul password-with-nul`),
      ],
      { textOf: (value) => (typeof value === 'string' && value.includes('\0') ? fail() : textOf(value)) },
    ],
    ...(
      [
        ['malformed-json', '{"'],
        ['empty-body', ''],
        ['array-body', '[]'],
        ['string-body', '"login"'],
      ] as const
    ).map(([name, body]): Shared => [
      `crash-${name}`,
      `fails with 500 on the body ${body === '' ? 'of no bytes' : body}`,
      [`login/${name}`, `register/${name}`],
      { parseBody: (text) => (text === body ? fail() : safely(text)) },
    ]),
    [
      'no-escapes',
      'does not decode escapes in JSON',
      ['login/reordered'],
      { parseBody: (text) => safely(text.replaceAll('\\u', 'u')) },
    ],
    [
      'charset-unknown',
      'does not know a media type with a `charset` parameter',
      ['login/with-charset'],
      { mediaTypeOf: (request) => request.headers.get('content-type') ?? '' },
    ],
  ];
}

/** The same for forms, whose arrays and objects are written into the names of parameters. */
function formFaults(identity: string): Shared[] {
  const both = (kind: string): string[] => [
    ...of('login', `${identity}-${kind} password-${kind}`),
    ...of('register', `${identity}-${kind} password-${kind}`),
  ];
  return [
    [
      'loose-array',
      'takes the only item of an array for its text',
      of('login', `${identity}-array password-array`),
      { formParameters: (pairs) => pairs.map(([name, value]) => [name.replace('[]', ''), value]) },
    ],
    [
      'loose-object',
      'takes an object for whatever it compares it with',
      of('login', `${identity}-object password-object`),
      {
        formParameters: (pairs) =>
          pairs.map(([name, value]) => (/\[\$/.test(name) ? [name.replace(/\[.*/, ''), loose] : [name, value])),
        passwordMatches: (stored, given) => stored === given || isLoose(given),
        identityMatches: (stored, given) => stored === given || isLoose(given),
      },
    ],
    [
      'crash-array',
      'fails with 500 on an array',
      both('array'),
      { formParameters: (pairs) => (pairs.some(([name]) => name.endsWith('[]')) ? fail() : pairs) },
    ],
    [
      'crash-object',
      'fails with 500 on an object',
      both('object'),
      { formParameters: (pairs) => (pairs.some(([name]) => name.includes('[$')) ? fail() : pairs) },
    ],
    [
      'crash-very-long',
      'fails with 500 on a long text',
      both('very-long'),
      { formParameters: (pairs) => (pairs.some(([, value]) => value.length > 5000) ? fail() : pairs) },
    ],
    [
      'crash-nul',
      'fails with 500 on a NUL character',
      both('with-nul'),
      { formParameters: (pairs) => (pairs.some(([, value]) => value.includes('\0')) ? fail() : pairs) },
    ],
    [
      'in-order',
      'reads no parameter before its identity',
      ['login/reordered'],
      {
        formParameters: (pairs) =>
          pairs.some(([name]) => name === identity) && pairs[0]?.[0] !== identity ? [] : pairs,
      },
    ],
  ];
}

function safely(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fail(): never {
  throw new Error('not foreseen');
}

/** The operations of an API, with what their requests promise whatever they are about. */
export function serverFaults(
  all: readonly string[],
  operations: readonly string[],
  refusing: readonly string[] = operations,
): Shared[] {
  const refused = refusing.map((each) => `${each}/refusal-media-type`);
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
      'no-challenge',
      'names no authentication scheme with a 401',
      operations.map((each) => `${each}/challenge`),
      { challenge: '' },
    ],
  ];
}

/** An error page under the media type of JSON. */
function pageLabelledJson(answer: Answer): Answer {
  if (answer.status < 400) return answer;
  const { status, headers } = answer;
  return { status, text: '<h1>Refused</h1>', headers: { ...headers, 'content-type': 'application/json' } };
}
