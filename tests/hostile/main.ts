/** `npm run hostile -- --mixes 1000 --seed 7`: random mixes of hostile behaviours, 500 unless said otherwise. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runMix } from './mix.ts';

const { values } = parseArgs({ options: { mixes: { type: 'string', default: '500' }, seed: { type: 'string' } } });
const count = Number(values.mixes);
const first = Number(values.seed ?? randomInt(2 ** 31));
const together = 4;
/** Megabytes, of the targets in the same process too; without a limit to its heap, Node takes what the machine has. */
const mostMemory = 500;

const begun = Date.now();
const problems: string[] = [];
let done = 0;
console.log(`${count} mixes from seed ${first}`);

async function work(): Promise<void> {
  while (done < count) {
    const seed = first + done;
    done += 1;
    const found = await runMix(seed).catch((error: unknown) => [
      `seed ${seed}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    ]);
    problems.push(...found);
    for (const problem of found) console.log(problem);
    if (seed % 50 === 0) console.log(`${done} of ${count}`);
  }
}

await Promise.all(Array.from({ length: together }, work));
const memory = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(
  `${count} mixes, ${problems.length} problems, ${((Date.now() - begun) / 1000).toFixed(0)} s, ${memory} MB at most`,
);
process.exitCode = problems.length === 0 && memory < mostMemory ? 0 : 1;
