/** The Lodge API: sessions in a cookie with a CSRF token, and refresh tokens. */
import type { Hono } from 'hono';
import { authenticate, findAccount, readParameters, textIn } from './accounts.ts';
import { createApp, Refusal, withHeaders, type Route } from './app.ts';
import { cookieName, type Guarded, type LodgeRules } from './lodge-rules.ts';
import { LodgeState } from './lodge-state.ts';
import type { Answer } from './types.ts';
import { createAccount, type Session, type StoredAccount, type World } from './world.ts';

/** The API under these rules. */
export function createLodge(rules: LodgeRules, world: World): Hono {
  const state = new LodgeState(world, rules);
  const noContent: Answer = { status: 204 };

  const withCookie = (answer: Answer, { token }: Session): Answer =>
    answer.status >= 400
      ? answer
      : withHeaders(answer, {
          'set-cookie': `${cookieName}=${token}; ${rules.cookieAttributes}`,
          ...rules.credentialHeaders,
        });

  function guard(guarded: Guarded, request: Request, session: Session | undefined): void {
    if (rules.needsCsrf(guarded) && !state.hasCsrf(session, rules.csrfFrom(request)))
      throw new Refusal(rules.invalidCsrf);
  }

  /** The session of a user; every other request is refused. */
  function sessionOf(request: Request): Session & { account: StoredAccount } {
    const id = rules.sessionIdFrom(request);
    if (id === undefined) throw new Refusal(rules.noSession);
    const session = state.live(id);
    if (!session?.account) throw new Refusal(rules.unknownSession);
    return session as Session & { account: StoredAccount };
  }

  function csrf(): Answer {
    const { session, csrfToken } = state.visit();
    return withCookie(rules.visitAnswer(csrfToken), session);
  }

  async function login(request: Request): Promise<Answer> {
    const visit = state.live(rules.sessionIdFrom(request));
    guard('login', request, visit);
    const parameters = await readParameters(request, rules.loginRequired, rules);
    const [email, password] = [textIn(parameters, 'email', rules), textIn(parameters, 'password', rules)];
    const account = authenticate(world, email, password, rules);
    if (rules.refusesUnverified && state.unverified.has(account.id)) throw new Refusal(rules.notVerified);
    const made = state.begin(account, visit);
    return withCookie(rules.loginAnswer(made, rules.lifetime()), made.session);
  }

  async function register(request: Request): Promise<Answer> {
    const visit = state.live(rules.sessionIdFrom(request));
    const parameters = await readParameters(request, rules.registerRequired, rules);
    const [identity, password] = [textIn(parameters, 'email', rules), textIn(parameters, 'password', rules)];
    if (rules.needsCsrf('register') && !state.hasCsrf(visit, rules.csrfFrom(request))) {
      rules.keepUnauthenticated(world.accounts, { identity, password });
      return rules.invalidCsrf;
    }
    if (!rules.isAddress(identity)) return rules.malformedAddress;
    if (rules.passwordLength(password) < rules.minimumPassword || rules.isCommonPassword(password)) {
      rules.keepRefused(world.accounts, { identity, password });
      return rules.shortPassword;
    }
    const existing = findAccount(world, identity, rules);
    if (existing && !rules.duplicateAllowed(existing)) return rules.duplicate;
    const account = createAccount(world, { identity, password });
    state.unverified.add(account.id);
    rules.keepAccount(world.accounts, account);
    const made = state.begin(account, visit);
    return withCookie(rules.registerAnswer(made, rules.lifetime()), made.session);
  }

  async function verify(request: Request): Promise<Answer> {
    const parameters = await readParameters(request, rules.verifyRequired, rules);
    const account = findAccount(world, textIn(parameters, 'email', rules), rules);
    if (!rules.codeMatches(world.verificationCode, rules.codeIn(parameters['code']))) {
      if (account) rules.refusesCode(account.id, state.unverified);
      return rules.wrongCode;
    }
    if (!account) return rules.unknownAddress;
    const wasVerified = !state.unverified.has(account.id);
    rules.verifies(account.id, state.unverified);
    return wasVerified ? rules.alreadyVerified : rules.verifyAnswer();
  }

  function sessionInfo(request: Request): Answer {
    const session = sessionOf(request);
    const answer = withHeaders(rules.sessionAnswer(session, session.account), rules.credentialHeaders);
    if (!rules.renewsIds) return answer;
    state.renew(session);
    return withCookie(answer, session);
  }

  async function refresh(request: Request): Promise<Answer> {
    const parameters = await readParameters(request, ['refresh_token'], rules);
    const grant = state.use(textIn(parameters, 'refresh_token', rules));
    const account = grant?.session.account;
    if (!grant || !account) return rules.invalidToken;
    const made = state.begin(account, undefined, grant.family);
    return withCookie(rules.refreshAnswer(made, rules.lifetime()), made.session);
  }

  function logout(request: Request): Answer {
    const ended = sessionOf(request);
    guard('logout', request, ended);
    state.end((session) => rules.logoutForgets(session, ended));
    const { logoutCookie } = rules;
    return logoutCookie === ''
      ? rules.logoutAnswer()
      : withHeaders(rules.logoutAnswer(), { 'set-cookie': logoutCookie });
  }

  async function changePassword(request: Request): Promise<Answer> {
    const own = sessionOf(request);
    guard('password', request, own);
    const parameters = await readParameters(request, rules.passwordRequired, rules);
    const [current, chosen] = [
      textIn(parameters, 'current_password', rules),
      textIn(parameters, 'new_password', rules),
    ];
    if (!rules.passwordMatches(own.account.password, current)) return rules.wrongCurrentPassword;
    if (rules.passwordLength(chosen) < rules.minimumPassword || rules.isCommonPassword(chosen))
      return rules.shortPassword;
    rules.keepPassword(own.account, chosen, world.accounts);
    return rules.passwordAnswer(own.account);
  }

  function logoutAll(request: Request): Answer {
    const own = sessionOf(request);
    guard('sessions', request, own);
    state.end((session) => rules.logoutAllForgets(session, own));
    return noContent;
  }

  function deleteAccount(request: Request): Answer {
    const own = sessionOf(request);
    guard('account', request, own);
    const id = new URL(request.url).pathname.split('/').at(-1) ?? '';
    const deleted = rules.accountToDelete(own.account, id, world.accounts);
    if (deleted === undefined) return rules.notYours;
    world.accounts = world.accounts.filter((each) => rules.deletionKeeps(each, deleted));
    state.end((session) => rules.deletionForgets(session, deleted, own));
    return noContent;
  }

  const routes: Route[] = [
    { path: '/csrf', methods: rules.csrfMethods, handle: csrf },
    { path: '/login', methods: rules.loginMethods, handle: login },
    { path: '/register', methods: rules.registerMethods, handle: register },
    { path: '/verify', methods: ['POST'], handle: verify },
    { path: '/session', methods: rules.sessionMethods, handle: sessionInfo },
    { path: '/session/refresh', methods: rules.refreshMethods, handle: refresh },
    { path: '/logout', methods: rules.logoutMethods, handle: logout },
    { path: '/password', methods: ['POST'], handle: changePassword },
    { path: '/sessions', methods: ['DELETE'], handle: logoutAll },
    { path: '/accounts/:id', methods: ['DELETE'], handle: deleteAccount },
  ];
  return createApp(routes, rules);
}
