/** The engine of a run: everything that is tested, in one process, as the settings want it. */
import { defined } from '../../core/defined.ts';
import type { Contract } from '../../contract/model.ts';
import { realTime } from '../../engine/context.ts';
import type { RunContext } from '../../engine/context.ts';
import { LockoutTracker } from '../../engine/accounts/lockout.ts';
import { Newcomers } from '../../engine/accounts/newcomers.ts';
import { altered } from '../../engine/http/http.ts';
import type { Alter, HttpRequest, HttpResponse, Transport } from '../../engine/http/http.ts';
import { Masker } from '../../engine/masking/mask.ts';
import { secretsIn, tokensIn } from '../../engine/masking/secret-names.ts';
import { bodyOf } from '../../engine/observe/body.ts';
import { Vocabulary } from '../../engine/masking/secret-index.ts';
import { mergeLeftovers } from '../../engine/clean-up.ts';
import { Run } from '../../engine/run.ts';
import { runCase, unrun } from '../../engine/run-case.ts';
import { withMaskedTexts } from '../../engine/results/mismatch.ts';
import type { CaseResult } from '../../engine/run-case.ts';
import { planOf } from '../../engine/planned.ts';
import { Endurance } from '../../engine/limits/endurance.ts';
import type { RateLimiter } from '../../engine/limits/rate-limiter.ts';
import type { TransportOptions } from '../../engine/http/node-transport.ts';
import { rateLimiterOf, transportOptionsOf } from '../../engine/transport.ts';
import type { Case } from '../../plan/model.ts';
import { loadSuite, wordsOf } from '../../plan/suite.ts';
import type { Suite } from '../../plan/suite-of.ts';
import type { Evidence } from '../../report/evidence.ts';
import { today, withKnown } from '../../report/known-deviations.ts';
import type { KnownDeviation } from '../../report/known-deviations.ts';
import { SecretVault } from '../../report/secret-vault.ts';
import type { Settings } from '../../settings/settings.ts';
import { contractsOf } from '../../settings/contracts.ts';
import { concurrencyOf, configuredSecrets } from '../../settings/target.ts';
import type { Target } from '../../settings/target.ts';
import { startEmbedded } from './embedded.ts';

/** One API and what it is run with. */
interface Tested {
  readonly suite: Suite;
  readonly run: Run;
  readonly vault: SecretVault;
  readonly context: RunContext;
}

/** Opens a transport to the target at a URL. */
type OpenTransport = (url: string, options: TransportOptions) => Transport;

/** Sees each response of the target. */
type Watch = (contract: Contract, request: HttpRequest, response: HttpResponse) => void;

export class Engine {
  readonly settings: Settings;
  readonly #known: readonly KnownDeviation[];
  readonly #tested = new Map<string, Tested>();
  readonly #closing: (() => Promise<void>)[] = [];
  /** Why the target cannot be reached; undefined when it can. */
  #unreachable: string | undefined;

  private constructor(settings: Settings, known: readonly KnownDeviation[]) {
    this.settings = settings;
    this.#known = known;
  }

  /**
   * Loads what is tested, and looks whether the target can be reached.
   * @param salt makes the fingerprints of secrets differ from run to run
   * @param openTransport opens what sends the requests
   * @param watch sees each response
   * @throws UserError for what is wrong with a contract
   */
  static async start(settings: Settings, salt: string, openTransport: OpenTransport, watch?: Watch): Promise<Engine> {
    const { target, knownDeviations } = settings;
    const known =
      knownDeviations === undefined
        ? []
        : (await import('../../report/read-known.ts')).readKnownDeviations(knownDeviations);
    const engine = new Engine(settings, known);
    for (const contract of contractsOf(target))
      await engine.#add(await loadSuite(contract), salt, openTransport, watch);
    return engine;
  }

  get suites(): readonly Suite[] {
    return [...this.#tested.values()].map(({ suite }) => suite);
  }

  /** The secrets that were seen so far. */
  get secrets(): ReadonlySet<string> {
    return new Set([...this.#tested.values()].flatMap(({ vault }) => [...vault.secrets]));
  }

  /** Begins with the cases of these ids, in this order. */
  select(ids: readonly string[]): void {
    if (this.#unreachable !== undefined) return;
    for (const tested of this.#tested.values()) void tested.run.select(idsOf(tested, ids));
  }

  /** Executes the cases of these ids. @returns what comes of them, in no order */
  execute(ids: readonly string[]): readonly Promise<Evidence>[] {
    return [...this.#tested.values()].flatMap((tested) => {
      const own = idsOf(tested, ids);
      const results =
        this.#unreachable === undefined ? tested.run.select(own) : own.map((id) => this.#result(tested, id));
      return results.map((result) => this.#evidence(tested, result));
    });
  }

  /** The result of a case. A case that was asked for before is executed again. */
  result(id: string): Promise<Evidence> {
    const tested = [...this.#tested.values()].find(({ suite }) => suite.cases.some((each) => each.id === id));
    if (tested === undefined) return Promise.reject(new Error(`there is no case ${id}`));
    return this.#evidence(tested, this.#result(tested, id));
  }

  /** Executes a case alone, with the target's responses altered on their way. Nothing of it is reported. @param endurance of all such executions */
  async executeAltered(testCase: Case, alter: Alter, endurance: Endurance): Promise<CaseResult> {
    const tested = this.#tested.get(testCase.api);
    if (tested === undefined) throw new Error(`there is no API ${testCase.api}`);
    const { context } = tested;
    // The run does not remember how the target seems to behave.
    const { lockouts: _, ...own } = context;
    return runCase(testCase, { ...own, endurance, transport: altered(context.transport, alter) }, this.settings);
  }

  /** The results of all cases so far. */
  finished(): Promise<readonly Evidence[]> {
    const all = [...this.#tested.values()].flatMap((tested) =>
      tested.run.finished().map((result) => this.#evidence(tested, Promise.resolve(result))),
    );
    return Promise.all(all);
  }

  /**
   * Leaves nothing behind when all cases are over.
   * @param isOver `false` for an interrupted run, which sends no more requests
   * @returns the results, the last of each API with the accounts that are still there
   */
  async leaveNothing(results: readonly Evidence[], isOver: boolean): Promise<Evidence[]> {
    const all = [...results];
    for (const [api, { run }] of this.#tested) {
      const left = await run.deleteAccounts(isOver);
      const at = all.findLastIndex((each) => each.api === api);
      const last = all[at];
      const both = mergeLeftovers(last?.result.left, left);
      if (last !== undefined && both !== undefined) all[at] = { ...last, result: { ...last.result, left: both } };
    }
    return all;
  }

  /** Ends what is under way, and closes all connections. */
  async close(): Promise<void> {
    await Promise.all([...this.#tested.values()].map(({ run }) => run.stop()));
    for (const close of this.#closing.splice(0)) await close();
  }

  #result({ run, suite }: Tested, id: string): Promise<CaseResult> {
    const away = this.#unreachable;
    const testCase = suite.cases.find((each) => each.id === id);
    return away === undefined || testCase === undefined
      ? run.result(id)
      : Promise.resolve(unrun(testCase, suite.requirements, 'blocked', { code: 'unreachable', text: away }));
  }

  async #evidence({ suite, vault }: Tested, wanted: Promise<CaseResult>): Promise<Evidence> {
    const target = this.settings.target?.url ?? 'embedded';
    try {
      const result = withoutSecrets(withKnown(await wanted, this.#known, target, today()), vault);
      return { api: suite.contract.id, target, result };
    } catch (error) {
      throw new Error(vault.mask(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    }
  }

  async #add(suite: Suite, salt: string, openTransport: OpenTransport, watch: Watch | undefined): Promise<void> {
    const spared = new Vocabulary(wordsOf(suite));
    const vault = new SecretVault(salt, spared);
    const configured = this.settings.target;
    const embedded = configured === undefined ? await startEmbedded(suite.contract.id) : undefined;
    const target = configured ?? embedded?.target;
    if (target === undefined) return;
    const inHeaders = Object.values(target.headers).flatMap(tokensIn);
    for (const secret of [...configuredSecrets(target), ...inHeaders]) vault.keep(secret);
    const rateLimiter = configured === undefined ? undefined : rateLimiterOf(target);
    const open = openTransport(target.url, transportOptionsOf(target));
    this.#closing.push(() => open.close(), ...(embedded === undefined ? [] : [() => embedded.close()]));
    if (configured !== undefined) await this.#reach(open, target, vault, rateLimiter);
    const context: RunContext = {
      contract: suite.contract,
      requirements: suite.requirements,
      target,
      transport:
        watch === undefined
          ? open
          : altered(open, (request, response) => {
              watch(suite.contract, request, response);
              return response;
            }),
      ...defined({ rateLimiter }),
      // What somebody else's target is owed.
      ...(configured === undefined
        ? {}
        : {
            lockouts: new LockoutTracker(),
            newcomers: new Newcomers(),
            endurance: new Endurance(planOf(suite, target).mostRequests),
            cleanUp: true,
          }),
      newMasker: () => new Masker(salt, spared, (secret) => vault.keep(secret)),
      ...(embedded?.time ?? realTime),
    };
    // An embedded target has one time for all of its cases.
    const concurrency = configured === undefined ? 1 : concurrencyOf(target);
    const run = new Run({ cases: suite.cases, context, gate: this.settings, concurrency });
    this.#tested.set(suite.contract.id, { suite, run, vault, context });
  }

  /** Looks whether there is a server. One that does not respond to this request may still respond to documented ones. */
  async #reach(
    transport: Transport,
    target: Target,
    vault: SecretVault,
    rateLimiter: RateLimiter | undefined,
  ): Promise<void> {
    const leave = await rateLimiter?.enter(undefined);
    const request = { method: 'GET', url: target.url, query: [], headers: {} };
    const result = await transport.send(request);
    leave?.();
    // A server may show the cookie that it sets here in any later response.
    for (const secret of secretsIn({ request, result, body: bodyOf(result) })) vault.keep(secret);
    if ('failure' in result && result.failure.kind === 'unreachable') this.#unreachable = result.failure.message;
  }
}

/** The ids of cases of an API among others, in their order. */
function idsOf({ suite }: Tested, ids: readonly string[]): string[] {
  const own = new Set(suite.cases.map(({ id }) => id));
  return ids.filter((id) => own.has(id));
}

/** A result without the secrets of any case. Most of its text is of requirements, which are the contract's and hold none. */
function withoutSecrets(result: CaseResult, vault: SecretVault): CaseResult {
  // Of a case that passed there are only facts, and the names in them were masked when they were noted.
  if (isPlain(result)) return result;
  const { results, unattributed, ...more } = result;
  const mask = (text: string): string => vault.mask(text);
  return {
    ...vault.maskValue(more),
    results: results.map((each) => ({
      ...each,
      mismatches: each.mismatches.map((mismatch) => withMaskedTexts(mismatch, mask)),
      ...(each.reason?.text === undefined ? {} : { reason: { ...each.reason, text: mask(each.reason.text) } }),
    })),
    ...(unattributed === undefined
      ? {}
      : { unattributed: unattributed.map((mismatch) => withMaskedTexts(mismatch, mask)) }),
  };
}

function isPlain({ results, exchanges, unattributed, left }: CaseResult): boolean {
  const passed = results.every(({ verdict }) => verdict === 'passed');
  return passed && exchanges.length === 0 && unattributed === undefined && left === undefined;
}
