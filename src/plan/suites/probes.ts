/** Protected requests to a configured path, if no documented operation uses the issued token. */
import { answersTo, operationOf } from '../../contract/model.ts';
import type { Contract, Operation, Provenance } from '../../contract/model.ts';
import { accepted, areAccepted, areRejected, scenario, setRole, step } from '../build.ts';
import { probeOf } from '../operations.ts';
import type { Scenario, Step } from '../model.ts';
import type { Oauth1Mutation } from '../mutations/oauth1.ts';
import { probeStatements } from '../../words/statements/hardening.ts';
import { interpretations } from '../../words/interpretations.ts';

/** An invalid or missing token that must not sign requests. */
interface FalseToken {
  readonly slug: keyof typeof probeStatements;
  readonly defectKey: string;
  readonly mutations: readonly Oauth1Mutation[];
  /** Differences from the implied provenance. */
  readonly own?: Partial<Provenance>;
}

const falseTokens: readonly FalseToken[] = [
  {
    slug: 'token-secret-checked',
    defectKey: 'signature:token-secret',
    mutations: [{ mutate: 'token-secret', as: 'extended' }],
  },
  {
    slug: 'token-secret-needed',
    defectKey: 'signature:token-secret',
    mutations: [{ mutate: 'token-secret', as: 'empty' }],
  },
  {
    slug: 'token-whole',
    defectKey: 'signature:token',
    mutations: [
      { mutate: 'cut-token', as: 'cut' },
      { mutate: 'cut-token', as: 'extended' },
      { mutate: 'cut-token', as: 'half' },
    ],
  },
  {
    slug: 'token-known',
    defectKey: 'signature:token',
    mutations: [{ mutate: 'unknown-token' }],
  },
  {
    slug: 'token-of-client',
    defectKey: 'signature:client-of-token',
    mutations: [{ mutate: 'limited-client' }],
    own: {
      level: 'advice',
      source: 'RFC 5849 section 3.2',
      reading: interpretations.tokenOfClient,
    },
  },
  {
    slug: 'token-needed',
    defectKey: 'signature:no-token',
    mutations: [{ mutate: 'no-token' }],
    own: { level: 'advice', reading: interpretations.openPath },
  },
];

export function* probes(contract: Contract): Generator<Scenario> {
  const probe = probeOf(contract);
  if (probe === undefined) return;
  for (const flow of ['login', 'register'] as const) {
    const issuer = operationOf(contract, flow);
    if (issuer !== undefined) yield* ofIssuer(contract, issuer, probe);
  }
}

function* ofIssuer(contract: Contract, issuer: Operation, probe: Operation): Generator<Scenario> {
  const isLogin = issuer.flow === 'login';
  const as = isLogin ? 'account' : 'generated1';
  const issue = accepted('issue', issuer, as);
  const sent = (id: string, more: Partial<Step> = {}): Step => step(id, probe, as, { session: 'issue', ...more });
  const uses = ['probe', 'probe-again', 'probe-once-more', 'probe-at-last'];
  const login = operationOf(contract, 'login');
  yield scenario(contract, issuer, 'token-signs', probeStatements, {
    defectKey: 'token-dead',
    steps: [issue, ...uses.map((id) => sent(id))],
    expect: areAccepted(...uses),
  });
  for (const { slug, defectKey, mutations, own = {} } of falseTokens) {
    const flawed = mutations.map((mutation, index) =>
      sent(index === 0 ? 'flawed' : `flawed-${index + 1}`, { mutations: [mutation] }),
    );
    yield scenario(contract, issuer, slug, probeStatements, {
      defectKey,
      security: 'token',
      ...own,
      steps: [issue, ...flawed, sent('control', { require: 'accepted' })],
      expect: areRejected(...flawed.map(({ id }) => id)),
    });
  }
  if (login !== undefined) yield ofUser(login);
  if (!isLogin) yield* afterDuplicate();
  return;
  /** The user of a token is known if the response to the protected request names it. */
  function ofUser(login: Operation): Scenario {
    const asOther = isLogin ? 'second' : 'account';
    return scenario(contract, issuer, 'token-of-user', probeStatements, {
      defectKey: 'user-of-token',
      security: 'separate-users',
      steps: [
        issue,
        accepted('other', login, asOther),
        sent('probe', { require: 'accepted' }),
        accepted('probe-of-other', probe, asOther, { session: 'other' }),
        accepted('again', login, as),
        sent('probe-again', { session: 'again', require: 'accepted' }),
      ],
      expect: [
        { kind: 'nothing-of', step: 'probe', of: ['other'], what: 'another' },
        { kind: 'nothing-of', step: 'probe-of-other', of: ['issue'], what: 'another' },
        { kind: 'nothing-of', step: 'probe-again', of: ['other'], what: 'another' },
      ],
    });
  }
  function* afterDuplicate(): Generator<Scenario> {
    const taken = setRole(issuer, 'identity', { of: 'generated1' });
    if (taken.length === 0 || answersTo(issuer, 'duplicate-account').length === 0) return;
    yield scenario(contract, issuer, 'duplicate-leaves-session', probeStatements, {
      defectKey: 'session-lost-by-failure',
      security: 'separate-users',
      steps: [
        issue,
        sent('before', { require: 'accepted' }),
        step('duplicate', issuer, 'generated2', { mutations: taken, require: 'rejected' }),
        sent('probe'),
      ],
      expect: { kind: 'accepted', step: 'probe' },
    });
  }
}
