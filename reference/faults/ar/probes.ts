/** Faults of an `ar` server with the tokens that it issues. */
import { arRules, type ArRules } from '../../ar.ts';
import { alone } from '../sessions.ts';
import { also, fault, withOtherSecret } from './shared.ts';

/** A probe names whom `named` makes of whom it named before and of who was let in last. */
function naming(named: (before: string | undefined, last: string) => string): () => Partial<ArRules> {
  return () => {
    let user: string | undefined;
    return {
      ownerOf: (account) => {
        user = named(user, account.identity);
        return account;
      },
      probeAnswer: (account) => ({ status: 200, body: { success: true, data: { id: account.id, email: user } } }),
    };
  };
}

export const probesFaults = [
  fault(
    'token-unknown',
    'takes a token that it does not know for one of its own, without a secret',
    'login/unknown-token',
    () => {
      const known = new Set<string>();
      return {
        ...also((request) => ({ ...request, tokenSecret: '' })),
        keepSession: (sessions, session) => {
          known.add(session.token);
          return arRules.keepSession(sessions, session);
        },
        tokenMatches: (stored, given) => stored === given || !known.has(given),
      };
    },
  ),
  fault(
    'probe-names-last',
    'takes who asks for whoever logged in last',
    'login/token-of-user',
    naming((_, last) => last),
  ),
  fault(
    'probe-names-first',
    'takes everybody who asks for the first user',
    'login/token-of-user',
    naming((before, last) => before ?? last),
    // The first user to ask decides which requirement it breaks.
    { varies: true },
  ),
  fault('tokens-dead', 'issues tokens that do not work', 'login/token-signs', {
    keepSession: (_sessions, session) => session,
  }),
  fault('token-secrets-other', 'issues another token secret than it keeps', 'login/token-signs', {
    loginAnswer: withOtherSecret,
    registerAnswer: withOtherSecret,
  }),
  fault('token-prefix', 'looks at the first eight characters of a token', 'login/token-whole', {
    tokenMatches: (stored, given) => stored.slice(0, 8) === given.slice(0, 8),
  }),
  fault(
    'token-secret-unneeded',
    'takes a signature without the secret of the token, too',
    'login/token-secret-needed',
    also((request) => ({ ...request, tokenSecret: '' })),
  ),
  fault('token-of-any-client', 'takes a token from whichever client sends it', 'login/token-of-client', {
    tokenBelongs: () => true,
  }),
  fault('probe-without-token', 'takes a client without a token for the first user', 'login/token-needed', () => {
    let first: Parameters<typeof arRules.proberOf>[0];
    return {
      keepSession: (sessions, session) => {
        first ??= session;
        return arRules.keepSession(sessions, session);
      },
      proberOf: (session) => arRules.proberOf(session ?? first),
    };
  }),
  fault('one-session', 'ends the sessions of all others at a login', 'login/leaves-other-user', { keepSession: alone }),
];
