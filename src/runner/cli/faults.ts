/** `session-conformance faults`: tries every fault and compares what the harness finds of it with the golden matrices. */
import { defined } from '../../core/defined.ts';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { apis } from '../../../reference/create.ts';
import type { Api } from '../../../reference/create.ts';
import { UserError } from '../../core/user-error.ts';
import { goldenFile, readGolden, writeGolden } from '../../proof/golden.ts';
import { complaints, matrixOf, summaryLines } from '../../proof/matrix.ts';
import type { Matrix } from '../../proof/matrix.ts';
import { proveOne } from '../../proof/one.ts';
import { doAll } from '../../proof/pool.ts';
import { shareOut } from '../../proof/work.ts';
import type { Options } from '../../proof/work.ts';
import { claimReports } from '../../report/reports-folder.ts';

interface FaultsOptions {
  /** Only this API. */
  readonly api?: string;
  /** Only these faults, and nothing else. */
  readonly fault?: readonly string[];
  /** Tries the script of every finding instead. */
  readonly scripts?: boolean;
  /** Writes the golden matrices anew instead of comparing with them. */
  readonly update?: boolean;
  /** Pairs of faults for each API. */
  readonly pairs: number;
  readonly seed?: number;
  /** The folder to write to. */
  readonly out: string;
  /** The folder of the golden matrices, if not the usual one. */
  readonly matrices?: string;
}

/** Runs the proof, prints what is not as it has to be, and sets exit code 1 then. @throws UserError for an unknown fault */
export async function faults(given: FaultsOptions): Promise<void> {
  const { update = false, seed = Math.floor(Math.random() * 1e9), matrices } = given;
  const options = { pairs: update ? 0 : given.pairs, seed, update, ...defined({ matrices }) };
  if (given.scripts === true && (given.fault !== undefined || update))
    throw new UserError(
      '--scripts stands alone or with --api; it tries the scripts of all faults and changes no matrix',
    );
  const proved =
    given.scripts === true
      ? proveScripts(given, options)
      : given.fault === undefined
        ? proveApis(given, options)
        : proveSome(given.fault, options);

  if (!(await proved)) process.exitCode = 1;
}

async function proveSome(ids: readonly string[], options: Options): Promise<boolean> {
  let isRight = true;
  for (const id of ids) {
    const proved = await proveOne(id, options);
    if (proved === undefined) throw new UserError(`--fault ${id}: there is no such fault`);
    for (const line of proved.lines) console.log(line);
    isRight &&= proved.ok;
  }
  return isRight;
}

/** Whether the script of each finding tells the faulty target from the healthy one. */
async function proveScripts({ api }: FaultsOptions, options: Options): Promise<boolean> {
  const only = apis.filter((each) => api === undefined || each === api);
  const outcomes = await doAll(shareOut(only, { ...options, scripts: true }), reportProgress());
  const trials = outcomes.flatMap(({ scripts }) => scripts);
  const problems = trials.flatMap((each) => each.problems);
  for (const problem of problems) console.log(problem);
  const findings = trials.reduce((sum, each) => sum + each.findings, 0);
  console.log(`${findings} scripts of ${trials.length} faults tried, ${problems.length} of them wrong`);
  return problems.length === 0;
}

async function proveApis({ api, out }: FaultsOptions, options: Options): Promise<boolean> {
  claimReports(out, '--out');
  const matrix = await matrixFor(
    apis.filter((each) => api === undefined || each === api),
    options,
  );
  await writeFile(path.join(out, 'faults.json'), `${JSON.stringify(matrix, undefined, 1)}\n`);
  if (options.update) write(matrix, options);
  const wrong = complaints(matrix);
  for (const line of [...wrong, ...summaryLines(matrix), `written to ${path.join(out, 'faults.json')}`])
    console.log(line);
  return wrong.length === 0;
}

async function matrixFor(only: readonly Api[], options: Options): Promise<Matrix> {
  const begun = performance.now();
  const outcomes = await doAll(shareOut(only, options), reportProgress());
  const golden = new Map(options.update ? [] : only.map((api) => [api, readGolden(api, options.matrices)] as const));
  return matrixOf(outcomes, golden, { seed: options.seed, seconds: (performance.now() - begun) / 1000 });
}

function reportProgress(): (more: number) => void {
  const begun = performance.now();
  let done = 0;
  return (more) => {
    done += more;
    if (done % 250 === 0) console.log(`${done} tried, ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  };
}

/** Writes the golden matrices, but for an API with a fault that is not detected. */
function write({ apis: summaries, trials }: Matrix, { matrices }: Options): void {
  for (const { api, undetected } of summaries) {
    if (undetected.length > 0) continue;
    const own = trials.filter((trial) => trial.api === api);
    writeGolden(api, new Map(own.map(({ fault, entry }) => [fault, entry])), matrices);
    console.log(`${goldenFile(api)} is written; read what changed with: git diff ${goldenFile(api)}`);
  }
}
