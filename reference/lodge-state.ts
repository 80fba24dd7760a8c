/** The memory of the Lodge API beside accounts and sessions: CSRF tokens and refresh tokens. */
import { openSession } from './accounts.ts';
import type { Begun, Grant, LodgeRules } from './lodge-rules.ts';
import type { Session, StoredAccount, World } from './world.ts';

/** The sessions of one server. */
export class LodgeState {
  readonly world: World;
  readonly #rules: LodgeRules;
  readonly #csrf = new WeakMap<Session, string>();
  /** The ids of accounts that wait for their code. */
  readonly unverified = new Set<number>();
  #grants: Grant[] = [];

  constructor(world: World, rules: LodgeRules) {
    this.world = world;
    this.#rules = rules;
  }

  /** Begins a visit: a session of nobody. */
  visit(): { session: Session; csrfToken: string } {
    const session = openSession(this.world, null, this.#rules);
    return { session, csrfToken: this.#withCsrf(session) };
  }

  /** Begins a session of a user. */
  begin(account: StoredAccount, visit: Session | undefined, family: object = {}): Begun {
    const expiresAt = this.world.clock.now() + this.#rules.lifetime() * 1000;
    const session = openSession(this.world, account, this.#rules, { expiresAt });
    session.token = this.#rules.idAfterVisit(session.token, visit?.token);
    // The session of a user goes on beside a new one.
    if (visit?.account === null) this.end((each) => each === visit);
    const owner = session.account ?? account;
    const refreshToken = this.#rules.newRefreshToken(session);
    this.#grants.push({ token: refreshToken, session, isUsed: false, family });
    return { session, account: owner, csrfToken: this.#withCsrf(session), refreshToken };
  }

  #withCsrf(session: Session): string {
    const token = this.#rules.newCsrfToken();
    this.#csrf.set(session, token);
    return token;
  }

  /** Whether a text is the CSRF token of a session. */
  hasCsrf(session: Session | undefined, given: string): boolean {
    const stored = session && this.#csrf.get(session);
    const all = this.world.sessions.flatMap((each) => this.#csrf.get(each) ?? []);
    return this.#rules.csrfMatches(stored, given, all);
  }

  /** The live session with an id. */
  live(id: string | undefined): Session | undefined {
    const { sessions, clock } = this.world;
    const found = id === undefined ? undefined : sessions.find(({ token }) => this.#rules.tokenMatches(token, id));
    return found && this.#rules.isLive(found, clock.now()) ? found : undefined;
  }

  /** Uses up a refresh token; undefined for one that begins no session. */
  use(token: string): Grant | undefined {
    const grant = this.#grants.find((each) => this.#rules.refreshMatches(each, token));
    if (grant === undefined || !this.#rules.mayRefresh(grant, this.world.sessions)) {
      if (grant !== undefined && this.#rules.reuseEndsFamily)
        for (const each of this.#grants) if (each.family === grant.family) this.end((one) => one === each.session);
      return undefined;
    }
    grant.isUsed = true;
    return grant;
  }

  /** Gives a session another id. */
  renew(session: Session): void {
    session.token = this.#rules.newToken(session.account, this.world.sessions);
  }

  /** Ends sessions on the server. */
  end(which: (session: Session) => boolean): void {
    this.world.sessions = this.world.sessions.filter((session) => !which(session));
    this.#grants = this.#grants.filter(({ session }) => !(which(session) && this.#rules.endsRefreshTokens));
  }
}
