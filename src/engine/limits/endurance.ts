/** Limits of a run against a target in trouble: how long it waits, and when it sends no more. */
import type { Operation } from '../../contract/model.ts';
import { failureOf } from '../http/exchange.ts';
import type { Observation } from '../observe/observation.ts';
import type { Reason } from '../results/reason.ts';
import { overloadReason, rates } from './overload.ts';

/** Seconds that one request waits altogether, and all requests of a run; longer ones are not waited for. */
const longestPatience = 30;
const longestOfRun = 120;
/** The number of repetitions of a request. */
const mostRepeats = 3;

/** Requests in a row that met the same trouble before no more are sent. */
const enough = { unanswered: 3, 'too-busy': 5, away: 5 } as const;
type Trouble = keyof typeof enough;

interface Strikes {
  readonly trouble: Trouble;
  /** Milliseconds since 1970. */
  readonly since: number;
  count: number;
}

/** The waits of one request. */
export interface Patience {
  /** Seconds to wait before the request is repeated; undefined when it is not repeated. */
  next(asked: number): number | undefined;
}

export class Endurance {
  /** By operation; trouble of the whole target under ''. */
  readonly #strikes = new Map<string, Strikes>();
  readonly #closed = new Map<string, number>();
  /** The last request of each operation that was closed. */
  readonly #queues = new Map<string, Promise<void>>();
  #waited = 0;
  #mayReturn = false;
  #closings: Endurance | undefined;
  readonly #mostRequests: number;
  readonly #parent: Endurance | undefined;
  #sent = 0;

  /** @param mostRequests no more are sent */
  constructor(mostRequests = Infinity, parent?: Endurance) {
    this.#mostRequests = mostRequests;
    this.#parent = parent;
  }

  /** Counts a request. @returns why it must not be sent; undefined when it may */
  spend(operation: Operation): Reason | undefined {
    const why = this.whyNot(operation);
    if (why !== undefined) return why;
    const all = this.#parent ?? this;
    if (all.#sent >= all.#mostRequests) return { code: 'enough-requests', count: all.#sent };
    all.#sent += 1;
    return undefined;
  }

  /** For requests that end sessions after a case: they count apart, so that cases about them are judged first. */
  get closings(): Endurance {
    return (this.#closings ??= new Endurance(Infinity, this));
  }

  /** Whether a request that did not reach the target may reach it later: it has answered before, and may be starting again. */
  get mayReturn(): boolean {
    return this.#parent?.mayReturn ?? this.#mayReturn;
  }

  /** The target was away, and is back: what it did not answer meanwhile says nothing of its operations. */
  forget(): void {
    this.#strikes.clear();
    this.#closings?.forget();
  }

  /** The target has asked to wait: requests of an operation go one after another from then on. @param until milliseconds since 1970 */
  close(operation: Operation, until: number): void {
    const name = nameOf(operation);
    this.#closed.set(name, Math.max(until, this.closedUntil(operation)));
    if (!this.#queues.has(name)) this.#queues.set(name, Promise.resolve());
  }

  /** When an operation may be tried again, in milliseconds since 1970; 0 where it is not tried again. */
  closedUntil(operation: Operation): number {
    return this.whyNot(operation) === undefined ? (this.#closed.get(nameOf(operation)) ?? 0) : 0;
  }

  /**
   * Waits for the requests before, once the target has asked to wait at an operation: one of them meets a limit then, and not all.
   * @returns ends the turn; undefined where there is none
   */
  async turn(operation: Operation): Promise<(() => void) | undefined> {
    const name = nameOf(operation);
    const before = this.#queues.get(name);
    if (before === undefined) return undefined;
    let end: () => void = () => undefined;
    this.#queues.set(name, new Promise((resolve) => (end = resolve)));
    await before;
    return end;
  }

  /** The patience of one request. */
  patience(): Patience {
    let waited = 0;
    let repeats = 0;
    return {
      next: (asked) => {
        const seconds = Math.max(asked, 2 ** repeats);
        const isTooLong = waited + seconds > longestPatience || this.#waited + seconds > longestOfRun;
        if (repeats === mostRepeats || isTooLong) return undefined;
        repeats += 1;
        waited += seconds;
        this.#waited += seconds;
        return seconds;
      },
    };
  }

  /** Takes note of what came of a request in the end. @param now milliseconds since 1970 */
  saw(made: Observation, now: number): void {
    const trouble = troubleOf(made, now);
    if (trouble === undefined) this.#parent?.saw(made, now);
    // Once is enough to wait for a target that does not come back.
    if (trouble === 'away' || 'response' in made.result) (this.#parent ?? this).#mayReturn = trouble !== 'away';
    const names = [nameOf(made.operation), ''];
    for (const name of names) {
      const known = this.#strikes.get(name);
      const counts = trouble !== undefined && (name === '') === (trouble === 'away');
      if (!counts) {
        // Any answer shows that the target is there, and an answer of an operation that it works.
        if (trouble === undefined || name === '') this.#strikes.delete(name);
      } else if (known?.trouble === trouble) known.count += 1;
      else this.#strikes.set(name, { trouble, since: made.sentAt, count: 1 });
    }
  }

  /** Why no more requests are sent to an operation; undefined as long as they are. */
  whyNot(operation: Operation): Reason | undefined {
    for (const name of ['', nameOf(operation)]) {
      const { trouble, count, since } = this.#strikes.get(name) ?? {};
      if (trouble === undefined || count === undefined || since === undefined || count < enough[trouble]) continue;
      const { method, path } = operation;
      const settings = { unanswered: ['TARGET_TIMEOUT_SECONDS'], 'too-busy': rates, away: ['TARGET_URL'] }[trouble];
      return { code: trouble, method, path, count, since: new Date(since).toISOString(), settings };
    }
    return undefined;
  }
}

/** Whether a requirement was not judged because no more requests are sent. */
export function isTrouble(reason: Reason | undefined): boolean {
  return reason !== undefined && (reason.code in enough || reason.code === 'enough-requests');
}

function troubleOf(made: Observation, now: number): Trouble | undefined {
  const failure = failureOf(made);
  if (failure === 'timed-out') return 'unanswered';
  if (failure === 'unreachable') return 'away';
  return failure === undefined && overloadReason(made, now) !== undefined ? 'too-busy' : undefined;
}

function nameOf({ method, path }: Operation): string {
  return `${method} ${path}`;
}
