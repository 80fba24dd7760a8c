/** Writes what people need to reproduce the findings of a run. */
import type { ContractSource } from '../contract/load.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ConformanceReport, FindingReport } from '../generated/conformance.ts';
import type { Suite } from '../plan/suite-of.ts';
import { loadSuite } from '../plan/suite.ts';
import { printable } from '../core/printable.ts';
import { bundledEngine } from './bundle.ts';
import { curlLines } from './curl.ts';
import type { Reproduction } from './main.ts';
import { assigned, scriptName } from './quote.ts';

/** Writes REPORTS_DIR/repeat: the engine once, and for each finding its data, its script and its curl commands. */
export async function writeScripts(
  report: ConformanceReport,
  reportsDir: string,
  contracts: readonly ContractSource[],
  settings: Reproduction['settings'],
): Promise<void> {
  const folder = path.join(reportsDir, 'repeat');
  const suites = await Promise.all(contracts.map((each) => loadSuite(each, true)));
  const files = suites.flatMap((suite) => {
    const own = report.apis.find(({ id }) => id === suite.contract.id);
    return (own?.findings ?? []).flatMap((finding) => filesOf(finding, suite, settings));
  });
  if (files.length === 0) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'engine.mjs'), await bundledEngine());
  for (const [name, text] of files) writeFileSync(path.join(folder, name), text);
}

/** Names and contents of a finding's files; none if its case is not in the contract any more. */
export function filesOf(finding: FindingReport, suite: Suite, settings: Reproduction['settings']): [string, string][] {
  const made = reproductionOf(finding, suite, settings);
  if (made === undefined) return [];
  const name = scriptName(finding.id);
  return [
    [`${name}.json`, `${JSON.stringify(made)}\n`],
    [`${name}.mjs`, scriptOf(finding, name)],
    [`${name}.txt`, `${curlLines(made, assigned(finding.settings).names.includes('TARGET_HEADERS')).join('\n')}\n`],
  ];
}

/** The data of a finding's script. @returns undefined if its case is not in the contract any more */
export function reproductionOf(
  finding: Pick<FindingReport, 'id' | 'requirements' | 'evidence'>,
  { contract, cases, plan }: Suite,
  settings: Reproduction['settings'],
): Reproduction | undefined {
  const each = cases.find(({ id }) => id === finding.evidence[0]?.case);
  if (each === undefined) return undefined;
  const judged = new Set(each.checks.map(({ requirement }) => requirement));
  return {
    finding: finding.id,
    violated: finding.requirements,
    settings,
    case: each,
    requirements: plan.requirements.filter(({ id }) => judged.has(id)),
    contract,
  };
}

function scriptOf({ id, summary, expected, actual, settings }: FindingReport, name: string): string {
  return [
    comment(`${id}: ${summary}`),
    comment(`Expected: ${expected}`),
    comment(`Actual: ${actual}`),
    comment(`Needs Node 20 or later and, in the environment, ${assigned(settings).names.join(', ')}.`),
    '// Exit code: 1 reproduced, 0 not reproduced, 2 inconclusive.',
    `import { reproduce } from './engine.mjs';`,
    '',
    `process.exitCode = await reproduce(new URL('./${name}.json', import.meta.url), process.env);`,
    '',
  ].join('\n');
}

/** A text as one line that cannot end the comment. */
function comment(text: string): string {
  return `// ${printable(text).replace(/[\n\r\u2028\u2029]/g, ' ')}`;
}
