/** Sends the steps of one case, each with what the earlier ones brought. */
import { defined } from '../core/defined.ts';
import { randomBytes } from 'node:crypto';
import type { Step } from '../plan/model.ts';
import type { Credentials, Draft } from '../plan/mutations/entry.ts';
import { find, hasFalseCredentials } from '../plan/mutations/registry.ts';
import { endsSession, operationNamed, schemesOfStep } from '../plan/operations.ts';
import type { Contract, Operation, SecurityScheme } from '../contract/model.ts';
import type { Target } from '../settings/target.ts';
import { requestContextOf } from './accounts/accounts.ts';
import type { CaseContext } from './accounts/accounts.ts';
import type { CaseConnections } from './connection-of.ts';
import type { Scene } from './context.ts';
import { credentialsOf, Unavailable, userIdOf } from './credentials.ts';
import { failureOf } from './http/exchange.ts';
import type { HttpRequest } from './http/http.ts';
import { Endurance } from './limits/endurance.ts';
import type { Patience } from './limits/endurance.ts';
import { askedToWait } from './limits/overload.ts';
import { secretsIn } from './masking/secret-names.ts';
import { keptSession } from './observe/kept-session.ts';
import { observe } from './observe/observation.ts';
import type { Observation } from './observe/observation.ts';
import { noClient } from './prerequisites.ts';
import { draft, finished } from './request/build-request.ts';
import { signerFault } from './request/oauth1.ts';
import { presentAll } from './request/present.ts';
import { protocolOf, sentBefore, sign } from './request/sign-request.ts';
import { sentValue } from './observe/sent-value.ts';

let signer: { readonly fault: string | undefined } | undefined;

export class Sender {
  readonly #context: Scene;
  readonly #accounts: CaseContext;
  readonly #connections: CaseConnections;
  readonly #exchanges: ReadonlyMap<string, Observation>;
  readonly #sent = new Map<string, HttpRequest>();

  /** @param exchanges those of the case so far, which its owner goes on to fill */
  constructor(context: Scene, connections: CaseConnections, exchanges: ReadonlyMap<string, Observation>) {
    this.#context = context;
    this.#accounts = requestContextOf(context, context.masker);
    this.#connections = connections;
    this.#exchanges = exchanges;
  }

  /** Sends a step's request in its turn, and again where the target asks to come back later. @throws NotApplicable, Unavailable */
  async send(step: Step): Promise<Observation> {
    const { contract, endurance = new Endurance() } = this.#context;
    const operation = operationNamed(contract, step.operation);
    const patience = endurance.patience();
    const isPaced = step.mayMeetLimit !== true;
    // The time until which it has waited.
    let waited = 0;
    for (;;) {
      const endTurn = isPaced ? await endurance.turn(operation) : undefined;
      let until = endurance.closedUntil(operation);
      try {
        if (!isPaced || until <= Math.max(waited, this.#context.now())) {
          const { made, seconds } = await this.#sendOnce(step, operation, endurance, patience);
          if (seconds === undefined) return made;
          until = this.#context.now() + seconds * 1000;
        }
      } finally {
        endTurn?.();
      }
      await this.#context.wait(until - this.#context.now());
      waited = until;
    }
  }

  /** Sends a request. @returns what came of it, and the seconds to wait before it is sent again */
  async #sendOnce(
    step: Step,
    operation: Operation,
    endurance: Endurance,
    patience: Patience,
  ): Promise<{ readonly made: Observation; readonly seconds?: number }> {
    // Written when its turn has come: a signature holds the time.
    const leave = await this.#context.rateLimiter?.enter(step.flow);
    try {
      const why = endurance.spend(operation);
      if (why !== undefined) throw new Unavailable(why);
      const made = await this.#exchange(step, this.#write(step));
      // A case about limits waits for none.
      if (step.mayMeetLimit === true) return { made };
      // A request that did not reach the target can be sent again.
      const isAway = failureOf(made) === 'unreachable' && endurance.mayReturn;
      const asked = isAway ? 0 : askedToWait(made, this.#context.now());
      const seconds = asked === undefined ? undefined : patience.next(asked);
      if (seconds === undefined) endurance.saw(made, this.#context.now());
      else if (!isAway) endurance.close(operation, this.#context.now() + seconds * 1000);
      return seconds === undefined ? { made } : { made, seconds };
    } finally {
      leave?.();
    }
  }

  #write(step: Step): HttpRequest {
    const written = this.#signed(step);
    const connection = this.#connections.of(step);
    const request = connection === undefined ? written : { ...written, connection };
    this.#sent.set(step.id, request);
    return request;
  }

  #signed(step: Step): HttpRequest {
    const { contract, target } = this.#context;
    const schemes = schemesOfStep(contract, step);
    const account = this.#accounts.account(step.as);
    const whose = this.#exchanges.get(find(step.mutations, 'user-id-of')?.step ?? step.session ?? '');
    const sessionId = whose === undefined ? undefined : keptSession(whose).value('session-id', target.url);
    const made = draft(step, { ...this.#accounts, userId: userIdOf(whose, target.url), sessionId });
    const credentials = (of: SecurityScheme | undefined): Credentials =>
      credentialsOf(step, of, made.url, this.#context, this.#exchanges, account);
    const [scheme] = schemes;
    // Without a scheme too: a step may need a session that the target did not give.
    const first = credentials(scheme);
    if (scheme === undefined) return finished(made);
    if (scheme.signature !== undefined) return this.#withOAuth(step, made, first);
    const ofScheme = (each: SecurityScheme) => (each === scheme ? first : credentials(each));
    return finished(presentAll(made, step, schemes, ofScheme, target.tokenHeader));
  }

  #withOAuth(step: Step, made: Draft, { clientId, clientSecret, token, tokenSecret }: Credentials): HttpRequest {
    const { limitedClient, signatureMethod: method } = this.#context.target;
    signer ??= { fault: signerFault() };
    if (signer.fault !== undefined) throw new Unavailable({ code: 'signer-broken', text: signer.fault }, 'error');
    if (clientId === undefined || clientSecret === undefined) throw new Unavailable(noClient);
    const earlier = (id: string): HttpRequest | undefined => this.#sent.get(id);
    const signing = {
      keys: {
        clientId,
        clientSecret,
        ...defined({ token, tokenSecret }),
      },
      limitedKeys: limitedClient && { clientId: limitedClient.id, clientSecret: limitedClient.secret },
      method,
      now: this.#context.now(),
      earlier: (id: string) => protocolOf(sentBefore(id, earlier)),
      random: () => randomBytes(8).toString('hex'),
    };
    return sign(made, signing, step.mutations, earlier);
  }

  async #exchange(step: Step, request: HttpRequest): Promise<Observation> {
    const { contract, masker, target, transport } = this.#context;
    const begun = performance.now();
    const sentAt = this.#context.now();
    const result = await transport.send(request);
    const made = observe({
      step: step.id,
      operation: operationNamed(contract, step.operation),
      request,
      result,
      sentAt,
      duration: performance.now() - begun,
      ...this.#accounts.account(step.as),
    });
    keep(step, made, this.#exchanges, contract);
    const changed = made.accepted && step.flow === 'change-password' ? sentValue(made, 'new-password') : undefined;
    if (typeof changed === 'string') this.#accounts.changePassword(step.as, changed);
    const roles = (['refresh-token', 'csrf-token'] as const).map((role) => made.valueOf(role));
    for (const secret of [made.session?.token, made.session?.tokenSecret, ...roles]) masker.learn(secret);
    masker.learnUncommon(() => {
      const names = namesIn([...this.#exchanges.values(), made], target);
      return secretsIn(made).filter((each) => !names.has(each));
    });
    return made;
  }
}

/**
 * A client keeps what the responses of its session bring, and takes it into a session that begins there. After a logout it keeps
 * what it had, to see that it is dead.
 */
function keep(step: Step, made: Observation, past: ReadonlyMap<string, Observation>, contract: Contract): void {
  const issuing = past.get(step.session ?? '');
  if (issuing === undefined) return;
  // A browser keeps a session id that a refusal renews.
  if (made.rejected && keptSession(issuing).carriedBy(made, schemesOfStep(contract, step)))
    keptSession(issuing).cookies.take(made);
  if (!made.accepted || hasFalseCredentials(step.mutations)) return;
  if (step.flow === 'token-info' || step.flow === 'change-password') keptSession(issuing).take(made);
  else if (!endsSession(step)) keptSession(made, keptSession(issuing));
}

/** The identities of users and clients: no secrets, although they stand among credentials and some cases send them as tokens. */
function namesIn(exchanges: readonly Observation[], { client, limitedClient }: Target): Set<string | undefined> {
  const users = exchanges.flatMap((each) => [each.identity, each.valueOf('user-id')]);
  return new Set([...users, client?.id, limitedClient?.id]);
}
