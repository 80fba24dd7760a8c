/** Tells the story of a case: sends its steps one after another, each with what the earlier ones brought. */
import { randomBytes } from 'node:crypto';
import { secondAccount } from '../plan/build.ts';
import type { Case, Step } from '../plan/model.ts';
import type { Credentials } from '../plan/mutations/entry.ts';
import { NotApplicable } from '../plan/mutations/entry.ts';
import { find, hasFalseCredentials } from '../plan/mutations/registry.ts';
import { endsSession, operationNamed, schemesOfStep } from '../plan/operations.ts';
import { operationOf } from '../contract/model.ts';
import type { SecurityScheme } from '../contract/model.ts';
import { awaitReturn } from './awaiting-return.ts';
import { connectionsFor, onOwnConnections } from './connection-of.ts';
import type { CaseConnections } from './connection-of.ts';
import { draft, finished, presentAll } from './request/build-request.ts';
import { withOpenings } from './openings.ts';
import { withVerifications } from './verifications.ts';
import { keptSession } from './observe/kept-session.ts';
import { observe } from './observe/observation.ts';
import type { Observation } from './observe/observation.ts';
import type { HttpRequest } from './http/http.ts';
import type { Masker } from './masking/mask.ts';
import { signerFault } from './request/oauth1.ts';
import { secretsIn } from './masking/secret-names.ts';
import { protocolOf, sentBefore, sign } from './request/sign-request.ts';
import type { Target } from '../settings/target.ts';
import { contractViolations } from './judge/documented-response.ts';
import { credentialsOf, Unavailable, userIdOf } from './credentials.ts';
import { requestContextOf } from './accounts/accounts.ts';
import type { CaseContext } from './accounts/accounts.ts';
import type { Flakiness } from './accounts/lockout.ts';
import { repeatLogin } from './accounts/rejected-login.ts';
import { answerOf } from './judge/excerpt.ts';
import { awaitTime } from './expiry.ts';
import type { RunContext } from './context.ts';
import { askedToWait, overloadReason } from './limits/overload.ts';
import { Endurance } from './limits/endurance.ts';
import { noClient } from './prerequisites.ts';
import { sentValue } from './sent-value.ts';
import type { Reason } from './results/reason.ts';

/** The context of one case. */
type Scene = RunContext & { readonly masker: Masker };

/** The part of a case that is executed. */
export type Steps = Pick<Case, 'steps' | 'needs' | 'checks'>;

/** A correct login that was rejected once, and how often that happened in the run so far. */
export type FlakyLogin = Flakiness & { readonly made: Observation };

/** The course of a case: its exchanges, and the reason if it ended early. */
export interface Execution {
  readonly exchanges: ReadonlyMap<string, Observation>;
  /** Steps that were not called for: what was expected of them does not apply. */
  readonly skipped: ReadonlySet<string>;
  /** Correct logins that were rejected, and accepted when they were sent again. */
  readonly flaky: readonly FlakyLogin[];
  /** The exchanges before the case was executed again, since a connection was lost; absent when none was. */
  readonly abandoned?: ReadonlyMap<string, Observation>;
  readonly abort:
    | {
        readonly verdict: 'blocked' | 'not-testable' | 'error';
        readonly reason: Reason;
        /** Whether a step that had to succeed did not; what was found before it proves nothing then. */
        readonly inconclusive: boolean;
        /** The step whose answer says nothing about its request. */
        readonly inconclusiveStep?: string;
      }
    | undefined;
}

let signer: { readonly fault: string | undefined } | undefined;

/** Sends the steps of a case until one that must succeed does not. `past` holds what they refer to from before. */
export async function execute(
  each: Steps,
  on: RunContext,
  masker: Masker,
  past: ReadonlyMap<string, Observation> = new Map(),
): Promise<Execution> {
  const connections = connectionsFor(each, on.transport);
  try {
    const first = await executeOnce(each, on, masker, { past, connections });
    if (![...first.exchanges].some(([step, made]) => !past.has(step) && isLost(made))) return first;
    // Whether the target acted on the request that was lost is not known, so that all begins again.
    const alone = { ...on, transport: onOwnConnections(on.transport) };
    const again = await executeOnce(each, alone, masker, { past, connections });
    // A target that is gone since then did not survive that request.
    if ([...again.exchanges].some(([step, made]) => !past.has(step) && isUnreachable(made))) return first;
    return { ...again, abandoned: first.exchanges };
  } finally {
    connections.close();
  }
}

function isLost({ result }: Observation): boolean {
  return 'failure' in result && result.failure.kind === 'connection-lost';
}

function isUnreachable({ result }: Observation): boolean {
  return 'failure' in result && result.failure.kind === 'unreachable';
}

async function executeOnce(
  each: Steps,
  on: RunContext,
  masker: Masker,
  { past, connections }: { readonly past: Past['exchanges']; readonly connections: CaseConnections },
): Promise<Execution> {
  const context: Scene = { ...on, masker };
  const exchanges = new Map(past);
  const history: Past = { exchanges, sent: new Map(), connections };
  const skipped = new Set<string>();
  const flaky: FlakyLogin[] = [];
  const sofar = { exchanges, skipped, flaky };
  const requestContext = requestContextOf(context, masker);
  const steps = stepsOf(each, context);
  const underWay = new Map<string, Promise<Observation>>();
  let abort: Execution['abort'];
  for (const [index, step] of steps.entries()) {
    if (!isWanted(step, exchanges, masker)) {
      skipped.add(step.id);
      continue;
    }
    try {
      const waited = await awaitTime(step, exchanges, context);
      if (waited.impossible !== undefined) return { ...sofar, abort: notTestable(waited.impossible) };
      const sending = underWay.get(step.id) ?? sendPatiently(step, context, requestContext, history);
      const next = step.concurrent === true ? steps[index + 1] : undefined;
      if (next !== undefined) underWay.set(next.id, begun(sendPatiently(next, context, requestContext, history)));
      const made = await sending;
      // Within the tolerance of the target a token that still works is no mismatch.
      if (waited.tooShort !== undefined && made.accepted) return { ...sofar, abort: notTestable(waited.tooShort) };
      exchanges.set(step.id, made);
      if (isLost(made)) {
        await Promise.allSettled(underWay.values());
        break;
      }
      if ('failure' in made.result && context.endurance?.mayReturn === true) await awaitReturn(context);
      abort = limit(step, made, context);
      const suspicion = abort === undefined ? context.lockouts?.saw(step, made) : undefined;
      if (suspicion !== undefined) {
        const send = (other = step) => sendPatiently(other, context, requestContext, history);
        const repeated = await repeatLogin(step, made, suspicion, context, send);
        for (const [number, each] of repeated.before.entries()) {
          const name = `${step.id}-rejected-${number + 1}`;
          exchanges.set(name, { ...each, step: name });
        }
        exchanges.set(step.id, repeated.made);
        if (repeated.flakiness !== undefined) flaky.push({ made, ...repeated.flakiness });
        const { lockout } = repeated;
        if (lockout !== undefined) abort = blocked(lockout.reason, lockout.isExcused ? step.id : undefined);
      }
    } catch (error) {
      if (error instanceof NotApplicable) return { ...sofar, abort: notTestable(error.reason) };
      if (error instanceof Unavailable)
        return { ...sofar, abort: { verdict: error.verdict, reason: error.reason, inconclusive: false } };
      throw error;
    }
    abort ??= prerequisite(step, exchanges.get(step.id), masker);
    if (abort !== undefined) break;
  }
  return { ...sofar, abort };
}

function notTestable(reason: Reason): Execution['abort'] {
  return { verdict: 'not-testable', reason, inconclusive: true };
}

/** A promise that is not awaited yet may fail before it is. */
function begun<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** Whether a step that depends on how another fared has anything to tell. */
function isWanted({ when }: Step, exchanges: ReadonlyMap<string, Observation>, masker: Masker): boolean {
  const beside = when === undefined ? undefined : exchanges.get(when.step);
  if (when === undefined) return true;
  if (beside === undefined) return false;
  if (!beside.accepted) return when.was.includes('rejected');
  return (
    when.was.includes('accepted') ||
    (when.was.includes('nonconforming') && contractViolations(beside, masker).length > 0)
  );
}

/** The state of a case under way. */
interface Past {
  readonly exchanges: ReadonlyMap<string, Observation>;
  readonly sent: Map<string, HttpRequest>;
  readonly connections: CaseConnections;
}

/** Sends a step's request in its turn, and again where the target asks to come back later. */
async function sendPatiently(
  step: Step,
  context: Scene,
  requestContext: CaseContext,
  past: Past,
): Promise<Observation> {
  const { endurance = new Endurance() } = context;
  const operation = operationNamed(context.contract, step.operation);
  const patience = endurance.patience();
  for (;;) {
    // Written when its turn has come: a signature holds the time.
    const leave = await context.rateLimiter?.enter(step.flow);
    try {
      const why = endurance.spend(operation);
      if (why !== undefined) throw new Unavailable(why);
      const written = write(step, context, requestContext, past.exchanges, past.sent);
      const connection = past.connections.of(step);
      const request = connection === undefined ? written : { ...written, connection };
      past.sent.set(step.id, request);
      const made = await exchange(step, request, context, requestContext, past.exchanges);
      // A case about limits waits for none.
      if (step.mayMeetLimit === true) return made;
      // A request that did not reach the target can be sent again.
      const asked = isUnreachable(made) && endurance.mayReturn ? 0 : askedToWait(made, context.now());
      const seconds = asked === undefined ? undefined : patience.next(asked);
      if (seconds === undefined) {
        endurance.saw(made, context.now());
        return made;
      }
      leave?.();
      await context.wait(seconds * 1000);
    } finally {
      leave?.();
    }
  }
}

/** Why an answer says nothing about what was sent: it met a limit. */
function limit({ id, mayMeetLimit }: Step, made: Observation, context: Scene): Execution['abort'] {
  if (mayMeetLimit === true) return undefined;
  const reason = overloadReason(made, context.now());
  return reason === undefined ? undefined : blocked(reason, id);
}

/** @param inconclusiveStep the step whose answer says nothing about its request */
function blocked(reason: Reason, inconclusiveStep?: string): Execution['abort'] {
  return {
    verdict: 'blocked',
    reason,
    inconclusive: true,
    ...(inconclusiveStep === undefined ? {} : { inconclusiveStep }),
  };
}

/** If no second account is configured, the story begins with making one; new accounts are verified, and requests with a CSRF token get it before. */
function stepsOf(each: Steps, { contract, target }: RunContext): readonly Step[] {
  const register = operationOf(contract, 'register');
  const wantsAccount = each.needs.includes('second-account') && target.second === undefined && register !== undefined;
  const steps = wantsAccount ? [secondAccount(register), ...each.steps] : each.steps;
  return withOpenings(withVerifications(steps, contract, target), contract);
}

function write(
  step: Step,
  context: Scene,
  requestContext: CaseContext,
  exchanges: ReadonlyMap<string, Observation>,
  sent: ReadonlyMap<string, HttpRequest>,
): HttpRequest {
  const schemes = schemesOfStep(context.contract, step);
  const account = requestContext.account(step.as);
  const named = find(step.mutations, 'user-id-of')?.step ?? step.session ?? '';
  const whose = exchanges.get(named);
  const userId = userIdOf(whose, context.target.url);
  const sessionId = whose === undefined ? undefined : keptSession(whose).value('session-id', context.target.url);
  const made = draft(step, { ...requestContext, userId, sessionId });
  const [scheme] = schemes;
  const credentials = credentialsOf(step, scheme, made.url, context, exchanges, account);
  if (scheme === undefined) return finished(made);
  if (scheme.signature === undefined) {
    const ofScheme = (each: SecurityScheme): Credentials =>
      each === scheme ? credentials : credentialsOf(step, each, made.url, context, exchanges, account);
    return finished(presentAll(made, step, schemes, ofScheme, context.target.tokenHeader));
  }
  signer ??= { fault: signerFault() };
  if (signer.fault !== undefined) throw new Unavailable({ code: 'signer-broken', text: signer.fault }, 'error');
  const { clientId, clientSecret, token, tokenSecret } = credentials;
  if (clientId === undefined || clientSecret === undefined) throw new Unavailable(noClient);
  const { limitedClient } = context.target;
  const earlier = (id: string): HttpRequest | undefined => sent.get(id);
  return sign(
    made,
    {
      keys: {
        clientId,
        clientSecret,
        ...(token === undefined ? {} : { token }),
        ...(tokenSecret === undefined ? {} : { tokenSecret }),
      },
      limitedKeys:
        limitedClient === undefined ? undefined : { clientId: limitedClient.id, clientSecret: limitedClient.secret },
      method: context.target.signatureMethod,
      now: context.now(),
      earlier: (id) => protocolOf(sentBefore(id, earlier)),
      random: () => randomBytes(8).toString('hex'),
    },
    step.mutations,
    earlier,
  );
}

async function exchange(
  step: Step,
  request: HttpRequest,
  context: Scene,
  requestContext: CaseContext,
  past: ReadonlyMap<string, Observation>,
): Promise<Observation> {
  const begun = performance.now();
  const sentAt = context.now();
  const result = await context.transport.send(request);
  const made = observe({
    step: step.id,
    operation: operationNamed(context.contract, step.operation),
    request,
    result,
    sentAt,
    duration: performance.now() - begun,
    ...requestContext.account(step.as),
  });
  keep(step, made, past);
  const changed = made.accepted && step.flow === 'change-password' ? sentValue(made, 'new-password') : undefined;
  if (typeof changed === 'string') requestContext.changePassword(step.as, changed);
  context.masker.learn(made.session?.token);
  context.masker.learn(made.session?.tokenSecret);
  for (const role of ['refresh-token', 'csrf-token'] as const) context.masker.learn(made.valueOf(role));
  context.masker.learnUncommon(() => {
    const names = namesIn([...past.values(), made], context.target);
    return secretsIn(made).filter((each) => !names.has(each));
  });
  return made;
}

/**
 * A client keeps what the responses of its session bring, and takes it into a session that begins there. After a logout it keeps
 * what it had, to see that it is dead.
 */
function keep(step: Step, made: Observation, past: ReadonlyMap<string, Observation>): void {
  const issuing = past.get(step.session ?? '');
  if (issuing === undefined || !made.accepted || hasFalseCredentials(step.mutations)) return;
  if (step.flow === 'token-info' || step.flow === 'change-password') keptSession(issuing).take(made);
  else if (!endsSession(step)) keptSession(made, keptSession(issuing));
}

/** The identities of users and clients: no secrets, although they stand among credentials and some cases send them as tokens. */
function namesIn(exchanges: readonly Observation[], { client, limitedClient }: Target): Set<string | undefined> {
  const users = exchanges.flatMap((each) => [each.identity, each.valueOf('user-id')]);
  return new Set([...users, client?.id, limitedClient?.id]);
}

function prerequisite(step: Step, made: Observation | undefined, masker: Masker): Execution['abort'] {
  if (step.require === undefined || made === undefined) return undefined;
  const met = step.require === 'accepted' ? made.accepted : made.rejected;
  if (met) return undefined;
  const { method, path } = made.operation;
  return {
    verdict: step.ifUnmet ?? 'blocked',
    reason: { code: `not-${step.require}`, step: step.id, method, path, ...answerOf(made, masker) },
    inconclusive: true,
  };
}
