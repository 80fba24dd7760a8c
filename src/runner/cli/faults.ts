/** `npm run faults`: tries every fault and writes what the harness finds of it. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { apis } from '../../../reference/create.ts';
import { complaints, matrixOf, summaryLines } from '../../proof/matrix.ts';
import { page } from '../../proof/page.ts';
import { doAll } from '../../proof/pool.ts';
import { shareOut } from '../../proof/work.ts';

/** A wrong argument; its message is all that a user needs. */
class UsageError extends Error {}

const usage = 'npm run faults -- [--api ID] [--pairs N] [--seed N] [--out FOLDER]';

function readArguments() {
  const options = {
    api: { type: 'string' },
    pairs: { type: 'string', default: '200' },
    seed: { type: 'string' },
    out: { type: 'string', default: 'reports' },
  } as const;
  const { values } = parse(options);
  const only = apis.filter((each) => values.api === undefined || each === values.api);
  if (only.length === 0) throw new UsageError(`--api ${values.api ?? ''}: give one of ${apis.join(', ')}`);
  return {
    only,
    pairs: whole('pairs', values.pairs),
    seed: values.seed === undefined ? Math.floor(Math.random() * 1e9) : whole('seed', values.seed),
    out: values.out,
  };
}

function parse<O extends NonNullable<Parameters<typeof parseArgs>[0]>['options']>(options: O) {
  try {
    return parseArgs({ options, allowPositionals: false });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message.split('\n')[0] : String(error)} (${usage})`);
  }
}

function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${name} ${text}: give a whole number (${usage})`);
  return Number(text);
}

async function run(): Promise<void> {
  const { only, pairs, seed, out } = readArguments();
  const begun = performance.now();
  let done = 0;
  const outcomes = await doAll(shareOut(only, pairs, seed), (more) => {
    done += more;
    if (done % 100 === 0)
      console.log(`${done} faults and pairs tried, ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  });
  const matrix = matrixOf(outcomes, seed, (performance.now() - begun) / 1000);
  await mkdir(out, { recursive: true });
  await writeFile(path.join(out, 'faults.json'), `${JSON.stringify(matrix, undefined, 1)}\n`);
  await writeFile(path.join(out, 'faults.html'), page(matrix));
  const wrong = complaints(matrix);
  for (const line of wrong) console.log(line);
  for (const line of summaryLines(matrix)) console.log(line);
  console.log(`written to ${path.join(out, 'faults.html')} and ${path.join(out, 'faults.json')}`);
  if (wrong.length > 0) process.exitCode = 1;
}

try {
  await run();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
