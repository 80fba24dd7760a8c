/** One fault, proved alone: what a person wants to read who writes it. */
import { goldenFile, readGolden, writeGolden } from './golden.ts';
import { remedy } from './matrix.ts';
import { describe, exchangeLines, prove } from './prove.ts';
import { faultWith } from './work.ts';
import type { Options } from './work.ts';

/** Proves a fault, and writes its entry of the golden matrix if asked to; undefined when there is no such fault. */
export async function proveOne(
  id: string,
  { update, matrices }: Options,
): Promise<{ readonly ok: boolean; readonly lines: readonly string[] } | undefined> {
  const fault = await faultWith(id);
  if (fault === undefined) return undefined;
  const golden = readGolden(fault.api, matrices);
  const { sentence, effect, entry, complaints, results } = await prove(fault, update ? undefined : golden);
  const found = results.flatMap((result) =>
    result.results
      .filter(({ requirement }) => effect.breaks.includes(requirement.id))
      .flatMap((each) => [
        `  ${each.requirement.id}: ${describe(each)}`,
        ...exchangeLines(result).map((line) => `      ${line}`),
      ]),
  );
  const ok = complaints.length === 0;
  const write = update && ok;
  if (write) writeGolden(fault.api, new Map([...golden, [id, entry]]), matrices);
  return {
    ok,
    lines: [
      `${id}: the server ${sentence}`,
      `breaks ${effect.breaks.length}:`,
      ...found,
      `leaves without a verdict ${effect.blocks.length}:`,
      ...Object.entries(entry.blocks).map(([operation, names]) => `  ${operation}: ${names}`),
      ...complaints.map(({ text }) => text),
      ...(complaints.some(({ ofMatrix }) => ofMatrix) ? [remedy(fault.api, `--fault ${id}`)] : []),
      ...(write ? [`${goldenFile(fault.api)} is written`] : ok ? [`as in ${goldenFile(fault.api)}`] : []),
    ],
  };
}
