/** Credentials: a lattice of false ones for each security scheme, and of false passwords for the login. */
import { operationOf, parameterOf } from '../contract/model.ts';
import type { Contract, Operation, SecurityScheme } from '../contract/model.ts';
import { at, issuer, makeCase, negative, provenanceOf, requirement, setRole, step, before, actor } from './build.ts';
import { clientFlaws, jwtFlaws, plainTokenFlaws, tokenFlaws } from './credential-flaws.ts';
import type { Case, CredentialFlaw, MutationName } from './case.ts';
import { tampers } from './tamper.ts';
import { fill } from './template.ts';

export function credentials(contract: Contract): Case[] {
  return contract.operations.flatMap((operation) => [
    ...falsePasswords(contract, operation),
    ...(operation.security === undefined ? [] : falseCredentials(contract, operation, operation.security)),
    ...withoutHeaders(contract, operation),
  ]);
}

/** Whether issued tokens are JSON Web Tokens, as the schema of the answer that issues them says. */
export function issuesJwt(contract: Contract): boolean {
  const login = issuer(contract);
  return JSON.stringify(login?.answers.map((answer) => answer.schema) ?? []).includes('"format":"jwt"');
}

function falseCredentials(contract: Contract, operation: Operation, scheme: SecurityScheme): Case[] {
  if (scheme.signature !== undefined) return tamperedRequests(contract, operation);
  const flaws: CredentialFlaw[] = scheme.template.includes('{token}')
    ? [...tokenFlaws(scheme, contract.schemes), ...(issuesJwt(contract) ? jwtFlaws() : plainTokenFlaws())]
    : clientFlaws(scheme, contract.schemes);
  return flaws.flatMap((flaw) => {
    const absent = flaw.id === 'without-credentials';
    const situation = absent ? 'missing-credentials' : 'invalid-credentials';
    const provenance = provenanceOf(operation, situation);
    if (provenance === undefined) return [];
    return [
      negative(contract, operation, {
        slug: flaw.id,
        phrase: flaw.phrase,
        changes: [{ kind: 'credentials', flaw }],
        situation,
        provenance: flaw.level === undefined ? provenance : at(flaw.level, provenance),
        family: 'credentials',
        cause: `credentials:${flaw.id}`,
        otherSession: flaw.needs?.includes('second-account') === true,
      }),
    ];
  });
}

function tamperedRequests(contract: Contract, operation: Operation): Case[] {
  return tampers('prior').flatMap((tamper) => {
    const situation = tamper.situation ?? 'invalid-credentials';
    const provenance = provenanceOf(operation, situation);
    // A registration sent twice is refused as a duplicate, which says nothing of its nonce.
    if (provenance === undefined || (tamper.action.do === 'replay' && operation.flow === 'register')) return [];
    const origin = tamper.source === undefined ? provenance : { ...provenance, source: tamper.source };
    return [
      negative(contract, operation, {
        slug: tamper.id,
        phrase: tamper.phrase,
        changes: [{ kind: 'tamper', tamper }],
        situation,
        provenance: tamper.level === undefined ? origin : at(tamper.level, origin),
        family: 'credentials',
        cause: `signature:${tamper.cause}`,
        prior: tamper.prior === true,
      }),
    ];
  });
}

const passwordMutations: readonly [MutationName, string][] = [
  ['cut', 'cut'],
  ['extended', 'extended'],
  ['in another case', 'in-another-case'],
  ['with a space before', 'after-space'],
  ['with a space after', 'before-space'],
];

/** The right password, nearly; another account's password; another account's identity. */
function falsePasswords(contract: Contract, operation: Operation): Case[] {
  const provenance = provenanceOf(operation, 'wrong-password');
  const password = parameterOf(operation, 'password');
  const identity = parameterOf(operation, 'identity');
  if (operation.flow !== 'login' || provenance === undefined || password === undefined || identity === undefined)
    return [];
  const about = { provenance: at('implied', provenance), family: 'credentials', cause: 'password' } as const;
  return [
    ...passwordMutations.map(([mutation, slug]) =>
      negative(contract, operation, {
        ...about,
        slug: `password-${slug}`,
        phrase: `the right password ${mutation}`,
        changes: setRole(operation, 'password', { of: 'account', part: 'password', mutation }),
      }),
    ),
    negative(contract, operation, {
      ...about,
      slug: 'password-of-another-account',
      phrase: "another account's password",
      changes: setRole(operation, 'password', { of: 'second', part: 'password' }),
    }),
    negative(contract, operation, {
      ...about,
      slug: 'identity-of-another-account',
      phrase: "the right password with another account's identity",
      changes: setRole(operation, 'identity', { of: 'second', part: 'identity' }),
    }),
    ...longPassword(contract, operation),
  ];
}

/** Hash functions that look at the first 72 bytes only accept whatever comes after them. */
function longPassword(contract: Contract, login: Operation): Case[] {
  const register = operationOf(contract, 'register');
  if (register === undefined) return [];
  const head = 'q7Xw2zT9'.repeat(9);
  const password = (operation: Operation, literal: string) => setRole(operation, 'password', { literal });
  return [
    makeCase(
      login,
      'credentials',
      [
        step('registered', register, 'fresh1', { changes: password(register, `${head}firstEnd`), must: 'accepted' }),
        step('flawed', login, 'fresh1', { changes: password(login, `${head}otherEnd`) }),
        step('control', login, 'fresh1', { changes: password(login, `${head}firstEnd`), must: 'accepted' }),
      ],
      [
        {
          requirement: requirement(
            contract,
            login,
            'password-beyond-72-bytes',
            'rejects a password that differs after 72 bytes only',
            { level: 'advice', source: 'OWASP Password Storage Cheat Sheet', reading: 'bcrypt looks at 72 bytes.' },
          ),
          expect: { kind: 'rejected', step: 'flawed' },
          cause: 'password-length',
        },
      ],
    ),
  ];
}

/** An operation that wants no authentication must not need any header; the scheme's name may be written in any case. */
function withoutHeaders(contract: Contract, operation: Operation): Case[] {
  const scheme = operation.security;
  if (scheme?.scheme === undefined || scheme.signature !== undefined) return [];
  const name = scheme.scheme;
  const { steps, session } = before(contract, operation);
  const flaw: CredentialFlaw = {
    id: 'scheme-in-lower-case',
    phrase: 'the scheme name in lower case',
    present: (own, values) => {
      const text = fill(own.template, values);
      return text === undefined ? undefined : { header: `${name.toLowerCase()} ${text}` };
    },
  };
  return [
    makeCase(
      operation,
      'credentials',
      [...steps, step('varied', operation, actor(operation), { ...session, changes: [{ kind: 'credentials', flaw }] })],
      [
        {
          requirement: requirement(
            contract,
            operation,
            'scheme-in-lower-case',
            `accepts the scheme name as \`${name.toLowerCase()}\``,
            {
              level: 'standard',
              source: 'RFC 9110 section 11.1',
            },
          ),
          expect: { kind: 'accepted', step: 'varied' },
        },
      ],
      { security: false },
    ),
  ];
}
