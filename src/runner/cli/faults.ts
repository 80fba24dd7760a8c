/** `session-conformance faults`: tries every fault and writes what the harness finds of it. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { apis } from '../../../reference/create.ts';
import { complaints, matrixOf, summaryLines } from '../../proof/matrix.ts';
import { page } from '../../proof/page.ts';
import { doAll } from '../../proof/pool.ts';
import { shareOut } from '../../proof/work.ts';
import { claimReports } from '../../report/reports-folder.ts';

export interface FaultsOptions {
  /** Only this API. */
  readonly api?: string;
  /** Pairs of faults for each API. */
  readonly pairs: number;
  readonly seed?: number;
  /** The folder to write to. */
  readonly out: string;
}

/** Runs the proof, prints its summary and sets exit code 1 when it fails. */
export async function faults(options: FaultsOptions): Promise<void> {
  const { pairs, out, seed = Math.floor(Math.random() * 1e9) } = options;
  claimReports(out, '--out');
  const only = apis.filter((each) => options.api === undefined || each === options.api);
  const begun = performance.now();
  let done = 0;
  const outcomes = await doAll(shareOut(only, pairs, seed), (more) => {
    done += more;
    if (done % 100 === 0)
      console.log(`${done} faults and pairs tried, ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  });
  const matrix = matrixOf(outcomes, seed, (performance.now() - begun) / 1000);
  await writeFile(path.join(out, 'faults.json'), `${JSON.stringify(matrix, undefined, 1)}\n`);
  await writeFile(path.join(out, 'faults.html'), page(matrix));
  const wrong = complaints(matrix);
  for (const line of wrong) console.log(line);
  for (const line of summaryLines(matrix)) console.log(line);
  console.log(`written to ${path.join(out, 'faults.html')} and ${path.join(out, 'faults.json')}`);
  if (wrong.length > 0) process.exitCode = 1;
}
