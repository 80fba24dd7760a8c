/** Probes: where no documented operation uses the issued token, a path that the user names is asked with it. */
import { answersTo, operationOf } from '../../contract/model.ts';
import type { Contract, Operation, Provenance } from '../../contract/model.ts';
import { makeCase, requirement, setRole, step, usesToken } from '../build.ts';
import type { Case, Change, Check, Expectation, Need, Step } from '../model.ts';
import type { TamperAction } from '../mutations/tamper.ts';

/** The path of a probe until the client puts the configured one in its place. */
export const probePath = '{probe-path}';

/** The request of an API user, where a contract issues tokens to sign with and has no operation that wants one. */
export function probeOf(contract: Contract): Operation | undefined {
  const scheme = contract.schemes.find((each) => each.signature !== undefined);
  const issuer = operationOf(contract, 'login') ?? operationOf(contract, 'register');
  if (scheme === undefined || issuer === undefined || contract.operations.some(usesToken)) return undefined;
  return {
    id: 'probe',
    // It is no login: nobody is locked out by it.
    flow: 'token-info',
    method: 'GET',
    path: probePath,
    provenance: issuer.provenance,
    parameters: [],
    bodyTypes: [],
    security: { ...scheme, template: `${scheme.template}:{token}` },
    answers: issuer.answers.filter((answer) => answer.when !== 'success'),
    extraCases: [],
    credentialMembers: [],
    https: undefined,
  };
}

/** A case that cannot be told without the configured path. */
export function withProbe(each: Case): Case {
  return { ...each, needs: [...new Set<Need>([...each.needs, 'probe-path'])] };
}

/** A false token, or none, with which no request is to be signed. */
interface FalseToken {
  readonly slug: string;
  /** Completes "issues …". */
  readonly statement: string;
  readonly cause: string;
  readonly actions: readonly TamperAction[];
  readonly needs?: readonly Need[];
  /** Where it differs from what the document implies. */
  readonly own?: Partial<Provenance>;
}

const falseTokens: readonly FalseToken[] = [
  {
    slug: 'token-secret-checked',
    statement: 'a token that signs with its own secret only',
    cause: 'signature:token-secret',
    actions: [{ do: 'token-secret', change: 'extended' }],
  },
  {
    slug: 'token-secret-needed',
    statement: 'a token that does not sign without its secret',
    cause: 'signature:token-secret',
    actions: [{ do: 'token-secret', change: 'empty' }],
  },
  {
    slug: 'token-whole',
    statement: 'a token that signs as a whole only, neither cut nor extended',
    cause: 'signature:token',
    actions: [
      { do: 'token', change: 'cut' },
      { do: 'token', change: 'extended' },
      { do: 'token', change: 'half' },
    ],
  },
  {
    slug: 'token-known',
    statement: 'the only tokens that sign an API user request',
    cause: 'signature:token',
    actions: [{ do: 'unknown-token' }],
  },
  {
    slug: 'token-of-client',
    statement: 'a token with which no other client signs',
    cause: 'signature:client-of-token',
    actions: [{ do: 'limited-client' }],
    needs: ['limited-client'],
    own: {
      level: 'advice',
      source: 'RFC 5849 section 3.2',
      reading: 'A server "MAY choose to restrict token usage to the client to which it was issued".',
    },
  },
  {
    slug: 'token-needed',
    statement: 'the token that an API user request needs',
    cause: 'signature:no-token',
    actions: [{ do: 'no-token' }],
    own: { level: 'advice', reading: 'A path that is open to clients without a user shows nothing of users.' },
  },
];

export function probes(contract: Contract): Case[] {
  const probe = probeOf(contract);
  if (probe === undefined) return [];
  return (['login', 'register'] as const).flatMap((flow) => {
    const issuer = operationOf(contract, flow);
    return issuer === undefined ? [] : ofIssuer(contract, issuer, probe).map(withProbe);
  });
}

function ofIssuer(contract: Contract, issuer: Operation, probe: Operation): Case[] {
  const isLogin = issuer.flow === 'login';
  const as = isLogin ? 'account' : 'fresh1';
  const issue = step('issue', issuer, as, { must: 'accepted' });
  const sent = (id: string, more: Partial<Step> = {}): Step => step(id, probe, as, { session: 'issue', ...more });
  const tell = (
    [slug, statement]: readonly [string, string],
    steps: readonly Step[],
    expectations: readonly Expectation[],
    { cause, security = false, own = {} }: { cause: string; security?: boolean; own?: Partial<Provenance> },
  ): Case => {
    const about = requirement(contract, issuer, slug, statement, { ...issuer.provenance, level: 'implied', ...own });
    const checks = expectations.map((expect): Check => ({ requirement: about, expect, cause }));
    return makeCase(issuer, 'lifecycle', steps, checks, { security });
  };
  const uses = ['probe', 'probe-again', 'probe-once-more', 'probe-at-last'];
  const login = operationOf(contract, 'login');
  return [
    tell(
      ['token-signs', 'issues a token that signs API user requests, more than one'],
      [issue, ...uses.map((id) => sent(id))],
      uses.map((id) => ({ kind: 'accepted', step: id })),
      { cause: 'token-dead' },
    ),
    ...falseTokens.map(({ slug, statement, cause, actions, needs = [], own = {} }) => {
      const flawed = actions.map((action, index) => {
        const changes: Change[] = [{ kind: 'tamper', tamper: { id: slug, phrase: statement, action, cause, needs } }];
        return sent(index === 0 ? 'flawed' : `flawed-${index + 1}`, { changes });
      });
      return tell(
        [slug, `issues ${statement}`],
        [issue, ...flawed, sent('control', { must: 'accepted' })],
        flawed.map(({ id }) => ({ kind: 'rejected', step: id })),
        { cause, security: true, own },
      );
    }),
    ...(login === undefined ? [] : [ofUser(login)]),
    ...(isLogin ? [] : afterDuplicate()),
  ];

  /** Whose token it is can be seen where the answer to the probe names the user. */
  function ofUser(login: Operation): Case {
    const asOther = isLogin ? 'second' : 'account';
    return tell(
      ['token-of-user', 'issues tokens whose API user requests do not name another user in place of their own'],
      [
        issue,
        step('other', login, asOther, { must: 'accepted' }),
        sent('probe', { must: 'accepted' }),
        step('probe-of-other', probe, asOther, { session: 'other', must: 'accepted' }),
        step('again', login, as, { must: 'accepted' }),
        sent('probe-again', { session: 'again', must: 'accepted' }),
      ],
      [
        { kind: 'nothing-of', step: 'probe', of: ['other'], what: 'another' },
        { kind: 'nothing-of', step: 'probe-of-other', of: ['issue'], what: 'another' },
        { kind: 'nothing-of', step: 'probe-again', of: ['other'], what: 'another' },
      ],
      { cause: 'user-of-token', security: true },
    );
  }

  function afterDuplicate(): Case[] {
    const taken = setRole(issuer, 'identity', { of: 'fresh1', part: 'identity' });
    if (taken.length === 0 || answersTo(issuer, 'duplicate-account').length === 0) return [];
    return [
      tell(
        ['duplicate-leaves-session', 'leaves a token working when somebody tries to register the same identity'],
        [
          issue,
          sent('before', { must: 'accepted' }),
          step('duplicate', issuer, 'fresh2', { changes: taken, must: 'rejected' }),
          sent('probe'),
        ],
        [{ kind: 'accepted', step: 'probe' }],
        { cause: 'session-lost-by-failure', security: true },
      ),
    ];
  }
}
