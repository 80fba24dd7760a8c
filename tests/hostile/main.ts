/** `npm run hostile -- [COUNT] [SEED]`: random mixes of hostile behaviours, 500 unless said otherwise. */
import { randomInt } from 'node:crypto';
import { runMix } from './mix.ts';

const count = Number(process.argv[2] ?? 500);
const first = Number(process.argv[3] ?? randomInt(2 ** 31));
const together = 4;

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
process.exitCode = problems.length === 0 ? 0 : 1;
