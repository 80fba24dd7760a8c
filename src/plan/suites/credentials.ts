/** Credentials: a lattice of false ones for each security scheme, and of false passwords for the login. */
import { answersTo } from '../../contract/model.ts';
import type { Contract, Level, Operation, SecurityScheme } from '../../contract/model.ts';
import {
  actor,
  at,
  before,
  issuer,
  makeCase,
  negative,
  provenanceOf,
  requirement,
  step,
  withoutCredentials,
  wrongCredentials,
} from '../build.ts';
import { clientFlaws } from '../mutations/flaws/client-flaws.ts';
import { jwtFlaws } from '../mutations/flaws/jwt-flaws.ts';
import { plainTokenFlaws, tokenFlaws } from '../mutations/flaws/token-flaws.ts';
import { otherwiseSigned, withoutVersion } from '../mutations/flaws/otherwise-signed.ts';
import { tampers } from '../mutations/flaws/tampers.ts';
import { positive } from './positive.ts';
import type { Scenario, Mutation, CredentialFlaw } from '../model.ts';
import { answers } from './lifecycle/story.ts';
import { exampleToken } from './examples.ts';
import { falsePasswords } from './false-passwords.ts';
import { otherWays } from './other-ways.ts';
import { fill, place } from '../mutations/template.ts';

export function credentials(contract: Contract): Scenario[] {
  return contract.operations.flatMap((operation) => [
    ...falsePasswords(contract, operation),
    ...(operation.security === undefined ? [] : falseCredentials(contract, operation, operation.security)),
    ...onSameConnection(contract, operation),
    ...otherWays(contract, operation),
    ...schemeInLowerCase(contract, operation),
    ...encoded(contract, operation),
  ]);
}

/** Whether issued tokens are JSON Web Tokens, as the schema of the answer that issues them says. */
export function issuesJwt(contract: Contract): boolean {
  const login = issuer(contract);
  return JSON.stringify(login?.answers.map((answer) => answer.schema) ?? []).includes('"format":"jwt"');
}

/** Whether the answer that issues tokens names the user by an id. */
function namesUser(contract: Contract): boolean {
  const login = issuer(contract);
  return login !== undefined && answers(login, 'user-id');
}

const sample = {
  token: 'aBcD1234',
  tokenSecret: 'eFgH',
  otherToken: 'iJkL5678',
  identity: 'anna@example.com',
  userId: '1231',
  password: 'uVwX',
  cookie: 'sid=yZaB',
  clientId: 'mNoP',
  clientSecret: 'qRsT',
};

/** Whether a flaw has no credentials where the scheme has them: a server that asks for none may take it for a request without any. */
function looksAnonymous(flaw: CredentialFlaw, scheme: SecurityScheme): boolean {
  const sent = flaw.present(scheme, sample);
  if (sent === undefined) return false;
  const before = place(scheme, scheme.scheme?.toLowerCase() === 'basic' ? '' : (scheme.template.split('{')[0] ?? ''));
  const [start, own] =
    scheme.in === 'query'
      ? [before.query?.[0]?.[1] ?? '', new Map(sent.query).get(scheme.parameter) ?? '']
      : [before.header ?? '', sent.header ?? ''];
  return !own.startsWith(start) || own.length === start.length;
}

/** Whether a request without credentials and one with false ones have the same documented answers. */
function answersAlike(operation: Operation): boolean {
  const [missing, invalid] = ['missing-credentials', 'invalid-credentials'].map((situation) =>
    answersTo(operation, situation)
      .map(({ status, schema }) => JSON.stringify([status, schema]))
      .sort()
      .join(),
  );
  return missing === invalid;
}

function falseCredentials(contract: Contract, operation: Operation, scheme: SecurityScheme): Scenario[] {
  if (scheme.signature !== undefined) return scheme.optional === true ? [] : tamperedRequests(contract, operation);
  const flaws: CredentialFlaw[] = scheme.template.includes('{token}')
    ? [
        ...tokenFlaws(scheme, contract.schemes),
        ...exampleToken(contract),
        ...(issuesJwt(contract) ? jwtFlaws() : plainTokenFlaws(namesUser(contract))),
      ]
    : clientFlaws(scheme, contract.schemes);
  const wrong = scheme.optional === true ? flaws.filter((flaw) => !looksAnonymous(flaw, scheme)) : flaws;
  return wrong.flatMap((flaw) => {
    const absent = flaw.id === 'without-credentials';
    const situation = absent ? 'missing-credentials' : 'invalid-credentials';
    const provenance = provenanceOf(operation, situation);
    if (provenance === undefined) return [];
    // A server may take it for a request without credentials, and answer it so.
    const isEither = !absent && looksAnonymous(flaw, scheme) && !answersAlike(operation);
    return [
      negative(contract, operation, {
        slug: flaw.id,
        phrase: flaw.phrase,
        mutations: [{ kind: 'credentials', flaw }],
        ...(isEither || flaw.anyRefusal === true ? {} : { situation }),
        provenance: flaw.level === undefined ? provenance : at(flaw.level, provenance),
        family: 'credentials',
        defectKey: `credentials:${flaw.id}`,
        otherSession: flaw.needs?.includes('second-account') === true,
        // A logout would leave nothing to try.
        prior: flaw.afterIntact === true && operation.flow === 'token-info',
      }),
    ];
  });
}

/** Who was authenticated once on a connection is not for ever: another's requests may come over it. */
function onSameConnection(contract: Contract, operation: Operation): Scenario[] {
  const { security, flow } = operation;
  if (security === undefined || security.optional === true) return [];
  const ways: [slug: string, phrase: string, situation: string, change: Mutation, defectKey: string][] = [
    [
      'same-connection',
      'a request without credentials on the connection of one that had them',
      'missing-credentials',
      withoutCredentials(operation),
      'credentials:without-credentials',
    ],
  ];
  if (security.template.includes('{client-'))
    ways.push([
      'wrong-secret-on-same-connection',
      'a wrong secret on the connection of a request that had the right one',
      'invalid-credentials',
      wrongCredentials(operation),
      security.signature === undefined ? 'credentials:wrong-secret' : 'signature:client-secret',
    ]);
  const { steps, session } = before(contract, operation);
  const own = (id: string, fresh: 'generated2' | 'generated3') =>
    step(id, operation, flow === 'register' ? fresh : 'account', { ...session, require: 'accepted' });
  // A logout would leave nothing to try.
  const [first, ...others] = flow === 'logout' ? steps : [...steps, own('prior', 'generated2')];
  return ways.flatMap(([slug, phrase, situation, change, defectKey]) => {
    const provenance = provenanceOf(operation, situation);
    if (provenance === undefined || first === undefined) return [];
    const about = requirement(
      contract,
      operation,
      slug,
      `rejects ${phrase}`,
      at('implied', provenance, {
        reading: 'Credentials belong to a request, not to a connection (RFC 9110 section 3.3).',
      }),
    );
    const flawed = step('flawed', operation, actor(operation), {
      ...session,
      mutations: [change],
      connection: 'reused',
    });
    return [
      makeCase(
        operation,
        'credentials',
        [
          { ...first, connection: 'opened' },
          ...others.map((each) => ({ ...each, connection: 'reused' as const })),
          flawed,
          own('control', 'generated3'),
        ],
        [{ requirement: about, expect: { kind: 'answers', step: 'flawed', situation }, defectKey }],
      ),
    ];
  });
}

function tamperedRequests(contract: Contract, operation: Operation): Scenario[] {
  const other = contract.operations.find((each) => each.path !== operation.path)?.path;
  return tampers('prior', other).flatMap((tamper) => {
    const situation = tamper.situation ?? 'invalid-credentials';
    const provenance = provenanceOf(operation, situation);
    // A registration sent twice is refused as a duplicate, which says nothing of its nonce.
    if (provenance === undefined || (tamper.action.do === 'replay' && operation.flow === 'register')) return [];
    if (tamper.once === true && operation.flow !== 'login') return [];
    const origin = tamper.source === undefined ? provenance : { ...provenance, source: tamper.source };
    return [
      negative(contract, operation, {
        slug: tamper.id,
        phrase: tamper.phrase,
        mutations: [{ kind: 'tamper', tamper }],
        situation,
        provenance: tamper.level === undefined ? origin : at(tamper.level, origin),
        family: 'credentials',
        defectKey: `signature:${tamper.defectKey}`,
        prior: tamper.prior === true,
        between: tamper.between === true,
      }),
    ];
  });
}

/** The scheme's name may be written in any case. */
function schemeInLowerCase(contract: Contract, operation: Operation): Scenario[] {
  const scheme = operation.security;
  if (scheme?.scheme === undefined || scheme.signature !== undefined) return [];
  const name = scheme.scheme.toLowerCase();
  if (name === scheme.scheme) return [];
  const flaw: CredentialFlaw = {
    id: 'scheme-in-lower-case',
    phrase: 'the scheme name in lower case',
    present: (own, values) => {
      const text = fill(own.template, values);
      return text === undefined ? undefined : place({ ...own, scheme: name }, text);
    },
  };
  return [
    positive(contract, operation, {
      slug: 'scheme-in-lower-case',
      statement: `accepts the scheme name as \`${name}\``,
      mutations: [{ kind: 'credentials', flaw }],
      provenance: { level: 'standard', source: 'RFC 9110 section 11.1' },
      family: 'credentials',
    }),
  ];
}

/** People's names have the first two; the others are what the standard wants. */
const encodedValues: readonly [slug: string, words: string, value: string, level?: Level][] = [
  ['space', 'a space', 'Anna Maria', 'implied'],
  ['non-ascii', 'letters beyond ASCII', 'Zoë Łukasz', 'implied'],
  ['plus', 'a plus sign', 'Anna+Maria'],
  ['ampersand', 'an ampersand and an equals sign', 'Anna & Maria=2'],
  ['tilde', 'a tilde', 'Anna~Maria'],
  ['asterisk', 'an asterisk, brackets and an apostrophe', "Anna*(Maria)!'s"],
  ['percent', 'a percent sign', 'Anna 100%25'],
  ['emoji', 'an emoji', 'Anna 🙂'],
];

/** Values that the signature base string encodes (RFC 5849 section 3.6), in the first parameter that takes free text. */
function encoded(contract: Contract, operation: Operation): Scenario[] {
  const free = operation.parameters.find(
    ({ role, schema }) => role === undefined && schema.type === 'string' && schema.examples !== undefined,
  );
  if (operation.security?.signature === undefined || free === undefined) return [];
  const unversioned = positive(contract, operation, {
    slug: withoutVersion.id,
    statement: `accepts ${withoutVersion.phrase}`,
    mutations: [{ kind: 'tamper', tamper: withoutVersion }],
    provenance: { level: 'standard', source: 'RFC 5849 section 3.1' },
    family: 'credentials',
  });
  const signed = encodedValues.map(([slug, words, literal, level = 'standard']) =>
    positive(contract, operation, {
      slug: `signed-${slug}`,
      statement: `accepts the signature of a request with ${words} in \`${free.name}\``,
      mutations: [{ kind: 'set', parameter: free.name, value: { literal } }],
      provenance: { level, source: 'RFC 5849 section 3.6' },
      family: 'credentials',
    }),
  );
  const written = otherwiseSigned.map((tamper) =>
    positive(contract, operation, {
      slug: tamper.id,
      statement: `accepts ${tamper.phrase}`,
      mutations: [{ kind: 'tamper', tamper }],
      provenance: { level: 'standard', source: tamper.source },
      family: 'credentials',
    }),
  );
  return [unversioned, ...written, ...signed];
}
