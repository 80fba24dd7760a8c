/** The lab in which faults are tried: a suite, loaded once, against handlers in memory, under a clock that nobody waits for. */
import type { Suite } from '../plan/suite-of.ts';
import { loadSuite } from '../plan/suite.ts';
import { handlerTransport } from '../engine/http/handler-transport.ts';
import { altered } from '../engine/http/http.ts';
import type { Alter } from '../engine/http/http.ts';
import { Masker } from '../engine/masking/mask.ts';
import type { MovableClock } from '../../reference/clock.ts';
import type { ReferenceTarget } from '../../reference/types.ts';
import type { CaseResult } from '../engine/run-case.ts';
import { runCase } from '../engine/run-case.ts';
import type { RunContext } from '../engine/context.ts';
import { settingsFrom } from '../settings/settings.ts';

const suites = new Map<string, Promise<Suite>>();

/** The suite of an API, loaded and compiled once. */
export function suiteOf(api: string): Promise<Suite> {
  const loaded = suites.get(api) ?? loadSuite(api);
  suites.set(api, loaded);
  return loaded;
}

/** Secrets of a target in memory are made for one run and forgotten: nothing is masked, which saves most of its time. */
class OpenMasker extends Masker {
  override learn(): void {
    // Nothing is kept.
  }
  override learnUncommon(): void {
    // Nothing is looked for.
  }
  override mask(text: string): string {
    return text;
  }
  override maskJson(value: unknown): unknown {
    return value;
  }
  override maskHeader(_name: string, value: string): string {
    return value;
  }
  override maskPair(_name: string, value: string): string {
    return value;
  }
  override fingerprint(secret: string): string {
    return secret;
  }
}

/** Without secrets, one does for all cases. */
const openMasker = new OpenMasker();

/** Cases are this far apart, so that what a server remembers for seconds does not reach from one into the next. */
const pause = 10_000;

export interface LabRun {
  readonly target: ReferenceTarget;
  readonly clock: MovableClock;
  readonly alter?: Alter;
  /** The URL that the target is said to have; no socket is opened. */
  readonly url?: string;
}

/** A context on which the target acts; each case has its own stretch of time. */
export function contextIn(
  { contract, requirements }: Pick<Suite, 'contract' | 'requirements'>,
  run: LabRun,
): RunContext {
  const { target: server, clock, alter } = run;
  const url = run.url ?? `https://${contract.id}.example`;
  const { target } = settingsFrom({
    TARGET_URL: url,
    TARGET_MAX_WAIT_SECONDS: '100000',
    TARGET_ALLOW_PLAIN_HTTP: '1',
    ...server.settings,
  });
  if (target === undefined) throw new Error('the reference target has no settings');
  const transport = handlerTransport(server.handler);
  return {
    contract,
    requirements,
    target,
    transport: alter === undefined ? transport : altered(transport, alter),
    newMasker: () => openMasker,
    now: () => clock.now(),
    wait: (milliseconds) => {
      clock.advance(milliseconds);
      return Promise.resolve();
    },
  };
}

/** Runs cases, all of the suite if none are named, against a target in memory. */
export async function runInLab(suite: Suite, run: LabRun, cases = suite.cases): Promise<CaseResult[]> {
  const context = contextIn(suite, run);
  const results: CaseResult[] = [];
  for (const each of cases) {
    run.clock.advance(pause);
    results.push(await runCase(each, context, 'implied'));
  }
  return results;
}
