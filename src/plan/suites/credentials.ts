/** Credentials: a lattice of false ones for each security scheme, and of false passwords for the login. */
import { answersTo, ownNameSetting, schemesOf, spendsAccount } from '../../contract/model.ts';
import type { Contract, Level, Operation, SecurityScheme } from '../../contract/model.ts';
import {
  accepted,
  actor,
  at,
  atMost,
  before,
  nextActor,
  provenanceOf,
  scenario,
  step,
  withoutCredentials,
  wrongCredentials,
} from '../build.ts';
import { negative } from '../negative.ts';
import { isSecured } from '../operations.ts';
import type { Presented } from '../mutations/entry.ts';
import { place } from '../mutations/template.ts';
import { describe, entryOf, needsFor } from '../mutations/registry.ts';
import type { Mutation } from '../mutations/registry.ts';
import type { Scenario } from '../model.ts';
import { falseCredentialsOf } from './false-credentials.ts';
import { falsePasswords } from './false-passwords.ts';
import { falseSignatures, otherwiseSigned } from './false-signatures.ts';
import { otherWays } from './other-ways.ts';
import { positive } from './positive.ts';
import { answersAlike } from '../values.ts';
import { credentialPhrases } from '../../words/mutations/credentials.ts';
import { accepts, rejects } from '../../words/statements/responses.ts';
import { acceptsOneOf, copies, signedValue } from '../../words/mutations/oauth1.ts';
import type { SignedValue } from '../../words/mutations/oauth1.ts';
import { interpretations } from '../../words/interpretations.ts';
import { withRemark } from '../../words/text.ts';

export function* credentials(contract: Contract): Generator<Scenario> {
  for (const operation of contract.operations) {
    // Of a login by another name only the configured account knows one, which many wrong passwords may lock.
    if (ownNameSetting(contract, operation, 'account') === undefined) yield* falsePasswords(contract, operation);
    if (operation.security !== undefined) yield* falseCredentials(contract, operation, operation.security);
    yield* byHead(contract, operation);
    yield* falseBeside(contract, operation);
    yield* onSameConnection(contract, operation);
    yield* otherWays(contract, operation);
    yield* schemeInLowerCase(contract, operation);
    yield* encoded(contract, operation);
  }
}

/** Sample credentials for `looksAnonymous`. */
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

/** Whether there are no credentials where the scheme has them: a server that asks for none may take it for a request without any. */
function looksAnonymous(mutation: Mutation, scheme: SecurityScheme): boolean {
  const sent = entryOf(mutation).present?.(mutation, scheme, sample);
  if (sent === undefined) return false;
  const before = place(scheme, scheme.scheme?.toLowerCase() === 'basic' ? '' : (scheme.template.split('{')[0] ?? ''));
  const valueIn = ({ query, cookies, body, path, header = '' }: Presented): string => {
    if (scheme.in === 'header') return header;
    if (scheme.in === 'path') return path ?? '';
    if (scheme.in === 'body') return body?.[scheme.parameter] ?? '';
    return new Map(scheme.in === 'query' ? query : cookies).get(scheme.parameter) ?? '';
  };
  const [start, own] = [valueIn(before), valueIn(sent)];
  return !own.startsWith(start) || own.length === start.length;
}

/** Each request that spends an account costs a registration, so that a few false credentials have to do there. */
function isWorthAnAccount(operation: Operation, slug: string): boolean {
  const few = ['without-credentials', 'unknown-token', 'malformed-token', 'token-cut', 'alg-none'];
  return !spendsAccount(operation) || few.includes(slug);
}

function* falseCredentials(contract: Contract, operation: Operation, scheme: SecurityScheme): Generator<Scenario> {
  if (scheme.signature !== undefined) {
    if (scheme.optional !== true) {
      yield* tamperedRequests(contract, operation);
      yield* replayedAtOnce(contract, operation);
    }
    return;
  }
  const all = falseCredentialsOf(contract, scheme).filter(({ slug }) => isWorthAnAccount(operation, slug));
  const wrong = scheme.optional === true ? all.filter(({ mutation }) => !looksAnonymous(mutation, scheme)) : all;
  for (const { slug, phrase, mutation, own, anyRefusal, afterIntact, security } of wrong) {
    const absent = slug === 'without-credentials';
    const situation = absent ? 'missing-credentials' : 'invalid-credentials';
    const provenance = provenanceOf(operation, situation);
    if (provenance === undefined) continue;
    // A server may treat it as a request without credentials.
    const isEither =
      !absent &&
      looksAnonymous(mutation, scheme) &&
      !answersAlike(operation, 'missing-credentials', 'invalid-credentials');
    yield negative(contract, operation, {
      slug,
      phrase,
      mutations: [mutation],
      ...(isEither || anyRefusal === true ? {} : { situation }),
      provenance: atMost(own?.level ?? provenance.level, provenance, own),
      defectKey: `credentials:${slug}`,
      security,
      otherSession: needsFor([mutation]).includes('second-account'),
      // A logout would leave nothing to try.
      prior: afterIntact === true && operation.flow === 'token-info',
    });
  }
}

/** HEAD asks for what GET does (RFC 9110 section 9.3.2), and needs the same credentials. */
function* byHead(contract: Contract, operation: Operation): Generator<Scenario> {
  if (operation.method !== 'GET' || !isSecured(operation)) return;
  // A success for nobody differs from one for a user in its body alone, which HEAD leaves out.
  if (answersTo(operation, 'missing-credentials').some(({ status }) => status.startsWith('2'))) return;
  yield negative(contract, operation, {
    slug: 'head-without-credentials',
    phrase: credentialPhrases.headWithoutCredentials,
    mutations: [withoutCredentials(operation)],
    way: [{ mutate: 'method', method: 'HEAD' }],
    provenance: { level: 'standard', source: 'RFC 9110 section 9.3.2' },
    defectKey: 'head',
    security: 'credentials',
  });
}

/** If a request carries several credentials, each of them is false once while the others are right; any refusal will do. */
function* falseBeside(contract: Contract, operation: Operation): Generator<Scenario> {
  const [main, ...together] = schemesOf(operation);
  const known = new Set(main === undefined ? [] : falseCredentialsOf(contract, main).map(({ phrase }) => phrase));
  for (const scheme of together)
    for (const { slug, phrase, mutation, own, security } of falseCredentialsOf(contract, scheme).filter(({ slug }) =>
      isWorthAnAccount(operation, slug),
    ))
      yield negative(contract, operation, {
        slug: `${scheme.name.toLowerCase()}-${slug}`,
        phrase: known.has(phrase) ? withRemark(phrase, scheme.name) : phrase,
        mutations: [mutation],
        scheme: scheme.name,
        provenance: atMost(
          own?.level ?? 'implied',
          provenanceOf(operation, 'invalid-credentials') ?? operation.provenance,
          own,
        ),
        defectKey: `credentials:${scheme.name}`,
        security,
        otherSession: needsFor([mutation]).includes('second-account'),
      });
}

/** Authentication must not persist on a connection, which may carry requests of other clients. */
function* onSameConnection(contract: Contract, operation: Operation): Generator<Scenario> {
  const { security, flow } = operation;
  if (security === undefined || !isSecured(operation)) return;
  const ways: [slug: string, phrase: string, situation: string, change: Mutation, defectKey: string][] = [
    [
      'same-connection',
      credentialPhrases.onSameConnection,
      'missing-credentials',
      withoutCredentials(operation),
      'credentials:without-credentials',
    ],
  ];
  if (security.template.includes('{client-'))
    ways.push([
      'wrong-secret-on-same-connection',
      credentialPhrases.wrongSecretOnSameConnection,
      'invalid-credentials',
      wrongCredentials(operation),
      security.signature === undefined ? 'credentials:wrong-secret' : 'signature:client-secret',
    ]);
  const { steps, session } = before(contract, operation);
  const own = (id: string, fresh: 'generated2' | 'generated3') =>
    accepted(id, operation, nextActor(operation, fresh), session);
  // An intact request would leave nothing to try.
  const isOnce = flow === 'logout' || flow === 'logout-all' || flow === 'refresh' || spendsAccount(operation);
  const [first, ...others] = isOnce ? steps : [...steps, own('prior', 'generated2')];
  for (const [slug, phrase, situation, change, defectKey] of ways) {
    const provenance = provenanceOf(operation, situation);
    if (provenance === undefined || first === undefined) continue;
    const flawed = step('flawed', operation, actor(operation), {
      ...session,
      mutations: [change],
      connection: 'reused',
    });
    yield scenario(contract, operation, slug, rejects(phrase), {
      provenance: atMost('implied', provenance, { reading: interpretations.connection }),
      family: 'credentials',
      defectKey,
      security: 'credentials',
      steps: [
        { ...first, connection: 'opened' },
        ...others.map((each) => ({ ...each, connection: 'reused' as const })),
        flawed,
        own('control', 'generated3'),
      ],
      expect: { kind: 'answers', step: 'flawed', situation },
    });
  }
}

function* tamperedRequests(contract: Contract, operation: Operation): Generator<Scenario> {
  const other = contract.operations.find((each) => each.path !== operation.path)?.path;
  for (const { level, source, once, situation = 'invalid-credentials', ...about } of falseSignatures(other)) {
    const provenance = provenanceOf(operation, situation);
    // A repeated registration is rejected as a duplicate, independent of its nonce.
    if (provenance === undefined || (about.mutation.mutate === 'replay' && operation.flow === 'register')) continue;
    if (once === true && operation.flow !== 'login') continue;
    const origin = source === undefined ? provenance : { ...provenance, source };
    yield negative(contract, operation, {
      ...about,
      mutations: [about.mutation],
      situation,
      provenance: level === undefined ? origin : at(level, origin),
    });
  }
}

/** Two copies of a signed request at the same time, of which the nonce allows one; how close together they arrive is chance. */
function* replayedAtOnce(contract: Contract, operation: Operation): Generator<Scenario> {
  if (operation.flow !== 'login' || operation.security?.signature === undefined) return;
  const rounds = [1, 2, 3].map((number) => [`one-${number}`, `other-${number}`] as const);
  yield scenario(contract, operation, 'replayed-at-once', acceptsOneOf(copies), {
    level: 'standard',
    source: 'RFC 5849 section 3.3',
    family: 'credentials',
    request: copies,
    defectKey: 'signature:nonce',
    security: 'replay',
    steps: [
      ...rounds.flatMap(([one, other]) => [
        step(one, operation, 'account', { concurrent: true }),
        step(other, operation, 'account', { mutations: [{ mutate: 'replay', of: one }] }),
      ]),
      accepted('control', operation),
    ],
    expect: rounds.map((steps) => ({ kind: 'one-accepted', steps })),
  });
}

/** The scheme's name may be written in any case. */
function* schemeInLowerCase(contract: Contract, operation: Operation): Generator<Scenario> {
  const scheme = operation.security;
  if (scheme?.scheme === undefined || scheme.signature !== undefined) return;
  const name = scheme.scheme.toLowerCase();
  if (name === scheme.scheme) return;
  yield positive(contract, operation, {
    slug: 'scheme-in-lower-case',
    statement: accepts(credentialPhrases.schemeInLowerCase(name)),
    mutations: [{ mutate: 'scheme', name, how: 'own' }],
    provenance: { level: 'standard', source: 'RFC 9110 section 11.1' },
    family: 'credentials',
  });
}

/** People's names have the first one; the others are what the standard wants, and may be refused as names. */
const encodedValues: readonly [slug: SignedValue, value: string, level?: Level][] = [
  ['space', 'Anna Maria', 'implied'],
  ['non-ascii', 'Zoë Łukasz'],
  ['plus', 'Anna+Maria'],
  ['ampersand', 'Anna & Maria=2'],
  ['tilde', 'Anna~Maria'],
  ['asterisk', "Anna*(Maria)!'s"],
  ['percent', 'Anna 100%25'],
  ['emoji', 'Anna 🙂'],
];

/** Values that the signature base string encodes (RFC 5849 section 3.6), in the first parameter that takes free text. */
function* encoded(contract: Contract, operation: Operation): Generator<Scenario> {
  const free = operation.parameters.find(
    ({ role, schema }) => role === undefined && schema.type === 'string' && schema.examples !== undefined,
  );
  if (operation.security?.signature === undefined || free === undefined) return;
  const signed = encodedValues.map(([slug, literal, level = 'standard']) =>
    positive(contract, operation, {
      slug: `signed-${slug}`,
      statement: accepts(signedValue(free.name, slug)),
      mutations: [{ mutate: 'set', parameter: free.name, value: { literal } }],
      provenance: { level, source: 'RFC 5849 section 3.6' },
      family: 'credentials',
    }),
  );
  const written = otherwiseSigned.map(({ slug, mutation, source }) =>
    positive(contract, operation, {
      slug,
      statement: `accepts ${describe(mutation)}`,
      mutations: [mutation],
      provenance: { level: 'standard', source },
      family: 'credentials',
    }),
  );
  yield* written;
  yield* signed;
}
