/** Ways to read the values of a request wrongly. */
import type { MessageRules } from '../shared-rules.ts';
import type { Shape, Shared } from './shared.ts';

const loose = 'loose.reading@example.com';
const isLoose = (text: string): boolean => text === loose;

/** The names of types of values in the ids of requirements. */
const kinds: readonly (readonly [kind: string, is: (value: unknown) => boolean])[] = [
  ['number', (value) => typeof value === 'number'],
  ['boolean', (value) => typeof value === 'boolean'],
  ['null', (value) => value === null],
  ['array', (value) => Array.isArray(value)],
  ['object', (value) => typeof value === 'object' && value !== null && !Array.isArray(value)],
];

/** Ways to read values of JSON wrongly. */
export function typeFaults(
  { identity, json, nullPassword = 'password-null' }: Shape,
  textOf: MessageRules['textOf'],
): Shared[] {
  if (!json) return formFaults(identity);
  return [
    ...kinds.flatMap(([kind, is]): Shared[] => {
      const slug = kind === 'null' ? nullPassword : `password-${kind}`;
      return [
        [
          `loose-${kind}`,
          `takes a value of type ${kind} for whatever it compares it with`,
          `login/${slug}`,
          {
            textOf: (value) => (is(value) ? loose : textOf(value)),
            passwordMatches: (stored, given) => stored === given || isLoose(given),
            identityMatches: (stored, given) => stored === given || isLoose(given),
          },
        ],
        [
          `crash-${kind}`,
          `fails with 500 on a value of type ${kind}`,
          `login/${slug}`,
          { textOf: (value) => (is(value) ? fail() : textOf(value)) },
        ],
      ];
    }),
    [
      'crash-very-long',
      'fails with 500 on a long text',
      'login/password-very-long',
      { textOf: (value) => (typeof value === 'string' && value.length > 5000 ? fail() : textOf(value)) },
    ],
    [
      'crash-nul',
      'fails with 500 on a NUL character',
      'login/password-with-nul',
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
      `login/${name}`,
      { parseBody: (text) => (text === body ? fail() : safely(text)) },
    ]),
    [
      'crash-half-a-pair',
      'fails with 500 on half of a surrogate pair',
      'login/password-half-a-pair',
      { textOf: (value) => (/\p{Surrogate}/u.test(String(value)) ? fail() : textOf(value)) },
    ],
    [
      'crash-not-utf-8',
      'fails with 500 on a body that is not UTF-8',
      'login/body-not-utf-8',
      { parseBody: (text) => (text.includes('\uFFFD') ? fail() : safely(text)) },
    ],
    [
      'no-escapes',
      'does not decode escapes in JSON',
      'login/reordered',
      { parseBody: (text) => safely(text.replaceAll('\\u', 'u')) },
    ],
    [
      'charset-unknown',
      'does not know a media type with a `charset` parameter',
      'login/with-charset',
      { mediaTypeOf: (request) => request.headers.get('content-type') ?? '' },
    ],
  ];
}

/** A free text that is written into the answer as it is; `operation` is the one that takes free texts. */
export function unescapedText(operation: string, textOf: MessageRules['textOf']): Shared {
  return [
    'quotes-break-json',
    'writes a name into its answer without escaping its quotation marks',
    `${operation}/quoted-texts`,
    () => {
      let isQuoted = false;
      return {
        textOf: (value) => {
          isQuoted ||= typeof value === 'string' && value.includes('"Kit"');
          return textOf(value);
        },
        writeJson: (value) => {
          const text = JSON.stringify(value);
          const broken = isQuoted ? text.replace(/}$/, ',"greeting":"Hello, Kate "Kit""}') : text;
          isQuoted = false;
          return broken;
        },
      };
    },
  ];
}

/** The same for forms, whose arrays and objects are written into the names of parameters. */
function formFaults(identity: string): Shared[] {
  return [
    [
      'loose-array',
      'takes the only item of an array for its text',
      'login/password-array',
      { formParameters: (pairs) => pairs.map(([name, value]) => [name.replace('[]', ''), value]) },
    ],
    [
      'loose-object',
      'takes an object for whatever it compares it with',
      'login/password-object',
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
      'login/password-array',
      { formParameters: (pairs) => (pairs.some(([name]) => name.endsWith('[]')) ? fail() : pairs) },
    ],
    [
      'crash-object',
      'fails with 500 on an object',
      'login/password-object',
      { formParameters: (pairs) => (pairs.some(([name]) => name.includes('[$')) ? fail() : pairs) },
    ],
    [
      'crash-very-long',
      'fails with 500 on a long text',
      'login/password-very-long',
      { formParameters: (pairs) => (pairs.some(([, value]) => value.length > 5000) ? fail() : pairs) },
    ],
    [
      'crash-nul',
      'fails with 500 on a NUL character',
      'login/password-with-nul',
      { formParameters: (pairs) => (pairs.some(([, value]) => value.includes('\0')) ? fail() : pairs) },
    ],
    [
      'in-order',
      'reads no parameter before its identity',
      'login/reordered',
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
