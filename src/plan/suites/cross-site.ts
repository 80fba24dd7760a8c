/** Requests that another site makes the browser of a user send, with the cookies of the user (CSRF). */
import { carriesSession, schemesOf } from '../../contract/model.ts';
import type { Contract, Operation } from '../../contract/model.ts';
import { actor, before, scenario, step } from '../build.ts';
import type { Scenario } from '../model.ts';
import type { Mutation } from '../mutations/registry.ts';
import { crossSiteStatement } from '../../words/statements/cookies.ts';

/** ASVS asks for anti-forgery tokens, or for requests that browsers ask a server about before. */
const rule = { level: 'advice', source: 'OWASP ASVS 5.0 3.5.1' } as const;

export function* crossSite(contract: Contract): Generator<Scenario> {
  for (const operation of contract.operations) yield* fromElsewhere(contract, operation);
}

const elsewhere = 'https://attacker.example';
const headers: readonly Mutation[] = [
  { mutate: 'header', name: 'Origin', value: elsewhere },
  { mutate: 'header', name: 'Referer', value: `${elsewhere}/` },
  { mutate: 'header', name: 'Sec-Fetch-Site', value: 'cross-site' },
];

/** A form of another site can send it: by POST, without headers of its own, and with no body or one of a form. */
function isForgeable({ method, flow, bodyTypes, parameters }: Operation): boolean {
  const isPlain = bodyTypes.length === 0 || bodyTypes.some((type) => !/json/.test(type));
  const isChange = flow !== 'login' && flow !== 'register' && flow !== 'session-start' && flow !== 'token-info';
  return method === 'POST' && isChange && isPlain && !parameters.some((each) => each.in === 'header' && each.required);
}

function* fromElsewhere(contract: Contract, operation: Operation): Generator<Scenario> {
  const [scheme, ...others] = schemesOf(operation);
  const { steps, session } = before(contract, operation);
  const { session: issuing } = session;
  const isCookie = scheme?.in === 'cookie' && carriesSession(scheme);
  // A second credential is one that the other site does not have.
  if (!isCookie || others.length > 0 || issuing === undefined || !isForgeable(operation)) return;
  const as = actor(operation);
  yield scenario(contract, operation, 'cross-site', crossSiteStatement, {
    family: 'credentials',
    provenance: rule,
    security: 'csrf',
    defectKey: 'cross-site',
    steps: [
      ...steps,
      step('elsewhere', operation, as, { ...session, mutations: headers }),
      step('control', operation, as, {
        ...session,
        require: 'accepted',
        when: { step: 'elsewhere', was: ['rejected'] },
      }),
    ],
    expect: { kind: 'not-cross-site', step: 'elsewhere', beside: issuing, cookie: scheme.parameter },
  });
}
