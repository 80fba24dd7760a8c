/** Runs a few cases against a target that misbehaves once, and tells how they ended. */
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { loadSuite } from '../../src/plan/suite.ts';
import type { Suite } from '../../src/plan/suite-of.ts';
import type { Transport } from '../../src/engine/http/http.ts';
import { Masker } from '../../src/engine/masking/mask.ts';
import { playwrightTransport } from '../../src/engine/http/playwright-transport.ts';
import type { TransportOptions } from '../../src/engine/http/node-transport.ts';
import { createTarget } from '../../reference/create.ts';
import type { Api } from '../../reference/create.ts';
import type { CaseResult, RequirementResult } from '../../src/engine/run-case.ts';
import { runSuite } from '../run-suite.ts';
import type { RunContext } from '../../src/engine/context.ts';
import { settingsFrom } from '../../src/settings/settings.ts';
import { mismatchText } from '../../src/words/mismatches.ts';
import { reasonText } from '../../src/words/reasons.ts';
import { startRaw } from './raw-server.ts';
import type { Act } from './raw-server.ts';

/** Milliseconds for one request; only a target that stalls uses them up. */
const patience = 5000;

interface Bench {
  readonly api: Api;
  /** Ids of the cases; all when left out. */
  readonly cases?: readonly string[];
  readonly actAt: (index: number) => Act | undefined;
  readonly tls?: TlsOptions;
  /** Is told of each request before it is answered, and of the connection's requests so far. */
  readonly onRequest?: (socket: Socket, earlier: number) => void;
  readonly transport?: TransportOptions;
  readonly afterCase?: () => void;
}

interface BenchResult {
  readonly results: readonly CaseResult[];
  readonly requirements: readonly RequirementResult[];
  /** The requests that reached the target. */
  readonly requests: readonly string[];
}

/** A stage on which nothing is waited for. */
export function stageAt(
  { contract, requirements }: Suite,
  settings: Readonly<Record<string, string>>,
  transport: Transport,
): RunContext {
  const { target } = settingsFrom(settings);
  assert.ok(target);
  return {
    contract,
    requirements,
    target,
    transport,
    newMasker: () => new Masker(),
    now: () => Date.now(),
    wait: () => Promise.resolve(),
  };
}

/** Runs the cases in the plain loop, through the transport of the suites. */
export async function runBench({
  api,
  cases,
  actAt,
  tls,
  onRequest,
  afterCase,
  transport: options = {},
}: Bench): Promise<BenchResult> {
  const reference = createTarget(api);
  const server = await startRaw({
    handler: reference.handler,
    actAt,
    ...(tls === undefined ? {} : { tls }),
    ...(onRequest === undefined ? {} : { onRequest }),
  });
  const suite = await loadSuite(api);
  const transport = playwrightTransport(server.url, { ...options, limits: { timeout: patience, ...options.limits } });
  try {
    const stage = stageAt(suite, { ...reference.settings, TARGET_URL: server.url }, transport);
    const chosen = cases === undefined ? suite.cases : cases.map((id) => suite.cases.find((each) => each.id === id));
    const results: CaseResult[] = [];
    for (const each of chosen.filter((found) => found !== undefined)) {
      results.push(...(await runSuite([each], stage, 'implied')));
      afterCase?.();
    }
    return { results, requirements: results.flatMap((each) => each.results), requests: server.requests };
  } finally {
    await transport.close();
    await server.close();
  }
}

/** Everything that is said about what did not pass, in one text. */
export function said(requirements: readonly RequirementResult[]): string {
  return requirements
    .filter(({ verdict }) => verdict !== 'passed')
    .map(
      ({ requirement, verdict, reason, mismatches }) =>
        `${verdict} ${requirement.id}: ${reason === undefined ? '' : reasonText(reason)}${mismatches.map((each) => `${each.kind}: ${mismatchText(each)}`).join('; ')}`,
    )
    .join('\n');
}
