/** Faults of servers that keep sessions: which tokens they issue, find and forget. */
import { sessionRules } from '../shared-rules.ts';
import type { AccountRules, RegisterRules, SessionRules } from '../shared-rules.ts';
import type { Answer, Clock } from '../types.ts';
import type { Session } from '../world.ts';
import type { FaultEntry } from './fault.ts';

/** A fault of sessions before it has its API. */
type SessionFault = FaultEntry<Partial<SessionRules & AccountRules & Pick<RegisterRules, 'duplicateAllowed'>>>;

/** A login less than five seconds after another one gets another answer. */
export function conflictingLogin<Given extends unknown[], Answer>(
  usual: (...given: Given) => Answer,
  conflict: Answer,
) {
  return hastyLogin(usual, () => conflict);
}

/** Sessions that a rule can end although no logout asked for it. */
function endable(): { end: (which: (session: Session) => boolean) => void } & Pick<
  SessionRules,
  'keepSession' | 'isLive'
> {
  const kept: Session[] = [];
  const ended = new WeakSet<Session>();
  return {
    end: (which) => {
      for (const session of kept) if (which(session)) ended.add(session);
    },
    keepSession: (sessions, session) => {
      kept.push(session);
      return sessionRules.keepSession(sessions, session);
    },
    isLive: (session, now) => !ended.has(session) && sessionRules.isLive(session, now),
  };
}

/** Sessions end a second after they began. */
export const shortLived: SessionFault = [
  'sessions-short',
  'ends each session after a second',
  'login/lasting-token',
  (clock) => {
    const begun = new WeakMap<Session, number>();
    return {
      keepSession: (sessions, session) => {
        begun.set(session, clock.now());
        return sessionRules.keepSession(sessions, session);
      },
      isLive: (session, now) => now - (begun.get(session) ?? now) < 1000 && sessionRules.isLive(session, now),
    };
  },
];

/** A dead token that is used again ends the sessions that its user has begun since. */
export function endedByDeadToken<Rules>(
  reading: (ended: (session: Session) => void, used: (token: string) => void) => Rules,
): () => Rules & Pick<SessionRules, 'keepSession' | 'isLive'> {
  return () => {
    const dead = new Map<string, Session['account']>();
    const { end, ...rules } = endable();
    return {
      ...rules,
      ...reading(
        ({ token, account }) => dead.set(token, account),
        (token) => {
          const owner = dead.get(token);
          if (owner !== undefined) end(({ account }) => account === owner);
        },
      ),
    };
  };
}

/** A wrong password ends the sessions of the user whose it is not. */
export const endedByFailure: SessionFault = [
  'failure-logs-out',
  "ends a user's sessions when somebody gets the password wrong",
  'login/failed-leaves-session',
  () => {
    const { end, ...rules } = endable();
    return {
      ...rules,
      passwordMatches: (stored, given) => {
        if (stored !== given) end(({ account }) => account?.password === stored);
        return stored === given;
      },
    };
  },
];

/** A second registration of an identity ends the sessions of its user. */
export function endedByDuplicate(slug: string): SessionFault {
  return [
    'duplicate-logs-out',
    "ends a user's sessions when somebody registers the same identity again",
    `register/${slug}`,
    () => {
      const { end, ...rules } = endable();
      return {
        ...rules,
        duplicateAllowed: (existing) => {
          end(({ account }) => account === existing);
          return false;
        },
      };
    },
  ];
}

/** A request without a token ends the sessions of everybody. `reading` says how a rule that reads the token tells. */
export function endedByAnybody<Rules>(
  reading: (endAll: () => void) => Rules,
): () => Rules & Pick<SessionRules, 'keepSession' | 'isLive'> {
  return () => {
    const { end, ...rules } = endable();
    return {
      ...rules,
      ...reading(() => {
        end(() => true);
      }),
    };
  };
}

/** A login less than five seconds after another one is answered otherwise. */
export function hastyLogin<Given extends unknown[], Answer>(
  usual: (...given: Given) => Answer,
  change: (answer: Answer) => Answer,
) {
  return (clock: Clock): { loginAnswer: typeof usual } => {
    let last = Number.NEGATIVE_INFINITY;
    return {
      loginAnswer: (...given) => {
        const early = clock.now() - last < 5000;
        last = clock.now();
        return early ? change(usual(...given)) : usual(...given);
      },
    };
  };
}

/** An answer, `name` among the rules, that is kept in one place for everybody until it is sent. */
export function mixedAnswers<Name extends string, Given extends unknown[]>(
  name: Name,
  usual: (...given: Given) => Answer,
) {
  return () => {
    const issued = new Set<unknown>();
    let last: Answer['body'];
    const mixed = (...given: Given): Answer => {
      const answer = usual(...given);
      issued.add(answer.body);
      last = answer.body;
      return answer;
    };
    const present = (answer: Answer): Answer => (issued.has(answer.body) ? { ...answer, body: last } : answer);
    return { [name]: mixed, present } as Record<Name, typeof mixed> & { present: typeof present };
  };
}

/** Tokens that somebody who knows one can guess. */
export function guessableTokens(): SessionFault[] {
  return [
    [
      'tokens-counted',
      'counts its tokens upwards',
      'login/unguessable-token',
      () => {
        let count = 1_000_000;
        return { newToken: () => `s-${(count += 1)}-is-a-session-of-a-user` };
      },
    ],
    [
      'tokens-short',
      'issues tokens of 8 digits',
      'login/unguessable-token',
      {
        newToken: () => String(10_000_000 + Math.floor(Math.random() * 89_999_999)),
      },
    ],
    [
      'tokens-of-time',
      'makes its tokens of the user and the time',
      'login/unguessable-token',
      (clock) => {
        let count = 0;
        const microseconds = (): number => clock.now() * 1000 + (count += 1);
        return { newToken: (account) => Buffer.from(`${account?.id ?? 0}:${microseconds()}`).toString('base64') };
      },
    ],
    [
      'tokens-tell',
      'issues tokens that hold the identity',
      'login/unguessable-token',
      () => {
        let count = 0;
        return {
          newToken: (account) =>
            Buffer.from(
              `${Math.random().toString(36).slice(2)}:${account?.identity ?? 'anonymous'}:${(count += 1)}${Math.random()}`,
            ).toString('base64url'),
        };
      },
    ],
  ];
}

/** Rules that ask whether a login is of another user than the first. */
export function ofOthers<Rules>(
  rules: (isOther: (account: { readonly id: number } | null) => boolean) => Rules,
): () => Rules & Pick<SessionRules, 'ownerOf'> {
  return () => {
    let second: number | undefined;
    return {
      ...rules((account) => account !== null && account.id === second),
      ownerOf: (account, accounts) => {
        second = accounts[1]?.id;
        return account;
      },
    };
  };
}

/** Tokens other than the issued one that open its session; `operation` is the one that looks at them. */
export function looseTokens(operation: string): SessionFault[] {
  const swapped = (token: string): string => {
    const half = Math.floor(token.length / 2);
    return token.slice(half) + token.slice(0, half);
  };
  const differences = (a: string, b: string): number =>
    a.length === b.length ? Array.from(a).filter((character, index) => character !== b[index]).length : a.length;
  const fault = (
    id: string,
    sentence: string,
    name: string,
    tokenMatches: SessionRules['tokenMatches'],
  ): SessionFault => [id, sentence, `${operation}/${name}`, { tokenMatches }];
  return [
    fault(
      'token-cut',
      'accepts the beginning of a token',
      'token-cut',
      (stored, given) => given.length >= stored.length - 1 && stored.startsWith(given),
    ),
    fault(
      'token-longer',
      'accepts a token with a character more',
      'token-extended',
      (stored, given) => given.startsWith(stored) && given.length <= stored.length + 1,
    ),
    fault(
      'token-doubled',
      'accepts a token written twice',
      'token-doubled',
      (stored, given) => given === stored || given === stored + stored,
    ),
    fault(
      'token-swapped',
      'accepts a token in the order of its parts or in another',
      'token-halves-swapped',
      (stored, given) => given === stored || given === swapped(stored),
    ),
    fault(
      'token-any-case',
      'compares tokens without regard to case',
      'token-in-another-case',
      (stored, given) => stored.toLowerCase() === given.toLowerCase(),
    ),
    fault('token-ascii-only', 'fails with 500 on a token beyond ASCII', 'token-beyond-ascii', (stored, given) => {
      if (/[^\p{ASCII}]/u.test(given)) throw new TypeError('not ASCII');
      return given === stored;
    }),
    fault(
      'token-nearly',
      'accepts a token with a character changed',
      'token-changed',
      (stored, given) => differences(stored, given) <= 1,
    ),
  ];
}

type Keep = SessionRules['keepSession'];

/** Keeps a session in place of those with its token. */
export function replacing(...[sessions, session]: Parameters<Keep>): ReturnType<Keep> {
  sessions.splice(0, sessions.length, ...sessions.filter(({ token }) => token !== session.token), session);
  return session;
}

/** Keeps a session and none of another user. */
export function alone(...[sessions, session]: Parameters<Keep>): ReturnType<Keep> {
  sessions.splice(0, sessions.length, ...sessions.filter(({ account }) => account === session.account), session);
  return session;
}
